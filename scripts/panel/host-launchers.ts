// What a person opens in the portable host folder, for each system. Texts only.

const SH = `#!/bin/sh
# framescore, from the folder it lies in; with the Node beside it, or the one that is installed.
here=$(cd "$(dirname "$0")" && pwd)
node="$here/node/bin/node"
[ -x "$node" ] || node=$(command -v node)
if [ -z "$node" ]; then
  echo "FrameScore needs Node 20.19 or later: https://nodejs.org" >&2
  exit 5
fi
exec "$node" "$here/native-host/bin/framescore.js" "$@"
`;

const START_SH = `#!/bin/sh
# Starts the score host that the panel in Premiere talks to. Close the window to stop it.
exec "$(cd "$(dirname "$0")" && pwd)/framescore" serve
`;

const CMD = `@echo off
rem framescore, from the folder it lies in; with the Node beside it, or the one that is installed.
setlocal
set "NODE=%~dp0node\\node.exe"
if exist "%NODE%" goto run
set "NODE=node"
where node >nul 2>nul
if errorlevel 1 (
  echo FrameScore needs Node 20.19 or later: https://nodejs.org
  exit /b 5
)
:run
"%NODE%" "%~dp0native-host\\bin\\framescore.js" %*
`;

const START_CMD = `@echo off
rem Starts the score host that the panel in Premiere talks to. Close the window to stop it.
call "%~dp0framescore.cmd" serve
pause
`;

export const HOST_LAUNCHERS: Record<string, string> = {
  framescore: SH,
  'framescore.cmd': CMD,
  'FrameScore Host.command': START_SH,
  'FrameScore Host.cmd': START_CMD,
  'framescore-host.sh': START_SH,
};

export const HOST_README = `FrameScore host

It composes the music for the FrameScore panel in Adobe Premiere, on this machine. It needs Node 20.19 or later
(https://nodejs.org), unless there is a folder "node" beside this file.

Start it: on macOS open "FrameScore Host.command", on Windows "FrameScore Host.cmd", on Linux framescore-host.sh.
The panel finds it by itself; the first time it asks for the code that the host shows.

To have it start with the machine: framescore service install
To see whether everything works here: framescore doctor
To score a film without Premiere: framescore score film.mp4
`;
