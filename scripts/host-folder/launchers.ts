// What a person opens in the host folder, for each system. Texts only.
import type { TargetSystem } from './targets.js';

const SH = `#!/bin/sh
# framescore, from the folder that it lies in, with the Node beside it.
here=$(cd "$(dirname "$0")" && pwd)
exec "$here/node/bin/node" "$here/native-host/bin/framescore.js" "$@"
`;

const START_SH = `#!/bin/sh
# Starts the score host that the panel in Premiere talks to. Close the window to stop it.
exec "$(cd "$(dirname "$0")" && pwd)/framescore" serve
`;

const CMD = `@echo off
rem framescore, from the folder that it lies in, with the Node beside it.
"%~dp0node\\node.exe" "%~dp0native-host\\bin\\framescore.js" %*
`;

const START_CMD = `@echo off
rem Starts the score host that the panel in Premiere talks to. Close the window to stop it.
chcp 65001 >nul
title FrameScore host
call "%~dp0framescore.cmd" serve
pause
`;

/** robocopy says 0 to 7 when all went well. The place is the one that the panel looks in. */
const INSTALL_CMD = `@echo off
rem Copies this folder to where the panel finds it, and starts the host with your session. Needs no administrator.
setlocal
set "TARGET=%LOCALAPPDATA%\\Programs\\FrameScore"
echo Copying FrameScore to %TARGET% ...
robocopy "%~dp0." "%TARGET%" /MIR /NFL /NDL /NJH /NJS /NP >nul
if errorlevel 8 (
  echo The files could not be copied. Close the FrameScore host, if it runs, and try again.
  pause
  exit /b 5
)
call "%TARGET%\\framescore.cmd" service install
start "FrameScore host" "%TARGET%\\FrameScore Host.cmd"
`;

const LAUNCHERS: Record<TargetSystem['os'], Record<string, string>> = {
  darwin: { framescore: SH },
  win32: {
    'framescore.cmd': windowsText(CMD),
    'FrameScore Host.cmd': windowsText(START_CMD),
    'Install FrameScore Host.cmd': windowsText(INSTALL_CMD),
  },
  linux: { framescore: SH, 'framescore-host.sh': START_SH },
};

/** Files to be put into the program's folder, by name. */
export function launchersOf(os: TargetSystem['os']): Record<string, string> {
  return LAUNCHERS[os];
}

/** cmd.exe loses labels and lines of scripts without a carriage return. */
function windowsText(text: string): string {
  return text.replaceAll('\n', '\r\n');
}

const ABOUT = `FrameScore host

It composes the music for the FrameScore panel in Adobe Premiere, on this machine. Nothing else has to be installed.
The panel finds it by itself; the first time it asks for the code that the host shows.
`;

export const HOST_README: Record<TargetSystem['os'], string> = {
  darwin: `${ABOUT}
Drag "FrameScore Host" to your Applications folder and open it there. It works in the background and has no window.
If macOS says that it cannot be opened: System Settings > Privacy & Security > Open Anyway.

In Terminal, with F="/Applications/FrameScore Host.app/Contents/Resources/host/framescore":
  "$F" pair              the code that waits to be typed in the panel
  "$F" service install   start the host with your session
  "$F" doctor            does everything work here?
  "$F" score film.mp4    score a film without Premiere
`,
  win32: windowsText(`${ABOUT}
Open "Install FrameScore Host.cmd". It copies this folder to your programs, has the host start with your session and
starts it now. If Windows warns of an unknown publisher: More info > Run anyway.
Or open "FrameScore Host.cmd" to run it from here; close its window to stop it.

framescore doctor            does everything work here?
framescore score film.mp4    score a film without Premiere
`),
  linux: `${ABOUT}
./framescore-host.sh              run the host in this terminal
./framescore service install      start it with your session
./framescore doctor               does everything work here?
./framescore score film.mp4       score a film without Premiere
`,
};
