import { w } from '../../text/words.ts';

/** Escaped for a script in a page: what stands in it is data, whatever it is. */
const quoted = (text: string): string => JSON.stringify(text).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');

/** How long a try may take, and how soon after it the next one follows. */
const TRY_MS = 4_000;
const AGAIN_MS = 1_500;
/** A server that is just going away answers once more: two answers in a row are one that stays. */
const SURE_MS = 400;
/** For whoever sets it up; viewers are never shown more of a fault than that. */
const TOLD_FOR_MS = 20_000;

/**
 * A page to lie on OBS's own computer: OBS opens a page once and never again, so that one that cannot be reached stays blank for the
 * evening. This one can always be reached; it waits until the shop answers, and goes there. A picture is how it asks: that needs no
 * leave of the shop (CORS), and a proxy with nothing behind it has none to give. `address`: of the overlay, with its key; empty for
 * one that is typed behind the file's own name, after a #.
 */
export function loaderPage(address: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<title>${w('loader.title')}</title>
<style>
html { background: transparent }
p { position: fixed; left: 5%; bottom: 5%; margin: 0; padding: 16px 22px; border-radius: 12px; background: #fbf7ef; color: #1b1712; font: 28px/1.3 system-ui, sans-serif }
</style>
<p id="said" hidden></p>
<script>
'use strict';
var address = location.hash.length > 1 ? location.hash.slice(1) : ${quoted(address)};
var said = document.getElementById('said');
function say(text) { said.textContent = text; said.hidden = false; }
var shop = null;
try { shop = new URL(address); } catch (error) { shop = null; }
if (shop === null || (shop.protocol !== 'http:' && shop.protocol !== 'https:')) say(${quoted(w('loader.noAddress'))});
else {
  var answered = 0;
  var told = setTimeout(function () { say(${quoted(w('loader.waiting'))} + ' ' + shop.host); setTimeout(function () { said.hidden = true; }, ${TOLD_FOR_MS}); }, 2000);
  var ask = function () {
    var picture = new Image();
    var over = false;
    var end = function (good) {
      if (over) return;
      over = true;
      clearTimeout(limit);
      picture.onload = picture.onerror = null;
      answered = good ? answered + 1 : 0;
      if (answered < 2) return setTimeout(ask, good ? ${SURE_MS} : ${AGAIN_MS});
      clearTimeout(told);
      location.replace(address);
    };
    var limit = setTimeout(function () { end(false); }, ${TRY_MS});
    picture.onload = function () { end(picture.naturalWidth > 0); };
    picture.onerror = function () { end(false); };
    picture.src = shop.origin + '/overlay/here.svg?' + Date.now();
  };
  ask();
}
</script>
</html>
`;
}
