// A window with one page in it, as big as a 1080p canvas. Window, not Item: the runtime would wrap an Item in more modules.
import QtQuick
import QtWebEngine

Window {
  width: 1920
  height: 1080
  visible: true
  WebEngineView {
    anchors.fill: parent
    backgroundColor: "transparent"
    url: "about:blank"
    // A browser source has no tab to put an icon on.
    settings.autoLoadIconsForPage: false
  }
}
