// What a person opens in the host folder, for each system. Texts only.
import type { TargetSystem } from './targets.js';

/** Where the script really lies: links to it are followed, and CDPATH leads nowhere else. */
const FIND_HERE = `self=$0
while [ -L "$self" ]; do
  link=$(readlink "$self")
  case $link in
    /*) self=$link ;;
    *) self=$(dirname -- "$self")/$link ;;
  esac
done
here=$(CDPATH= cd -- "$(dirname -- "$self")" && pwd -P)
`;

const SH = `#!/bin/sh
# framescore, from the folder that it lies in, with the Node beside it.
${FIND_HERE}exec "$here/node/bin/node" "$here/native-host/bin/framescore.js" "$@"
`;

const START_SH = `#!/bin/sh
# Starts the score host that the panel in Premiere talks to. Close the window to stop it.
${FIND_HERE}exec "$here/framescore" serve
`;

const CMD = `@echo off
rem framescore, from the folder that it lies in, with the Node beside it.
"%~dp0node\\node.exe" "%~dp0native-host\\bin\\framescore.js" %*
`;

/** Explorer opens a file inside a .zip by unpacking that file alone. */
const ASSERT_UNPACKED = `if not exist "%~dp0node\\node.exe" (
  echo The rest of FrameScore is missing here. Unpack the whole .zip first, then open this file in the unpacked folder.
  pause
  exit /b 5
)
`;

const START_CMD = `@echo off
rem Starts the score host that the panel in Premiere talks to. Close the window to stop it.
chcp 65001 >nul
title FrameScore host
${ASSERT_UNPACKED}call "%~dp0framescore.cmd" serve
pause
`;

const PAIR_CMD = `@echo off
rem Shows the code that the panel in Premiere asks for.
chcp 65001 >nul
title FrameScore code
${ASSERT_UNPACKED}call "%~dp0framescore.cmd" pair
pause
`;

/**
 * The place is the one that the panel looks in. robocopy says 0 to 7 when all went well; by itself it tries a file that is in use a
 * million times. What is no longer shipped goes, except below models: bundles there may be the person's own.
 */
const INSTALL_CMD = `@echo off
rem Copies this folder to where the panel finds it, and starts the host with your session. Needs no administrator.
setlocal
set "TARGET=%LOCALAPPDATA%\\Programs\\FrameScore"
${ASSERT_UNPACKED}if /i "%~dp0"=="%TARGET%\\" goto copied
set "RUNNING=%TARGET%\\node\\node.exe"
powershell -NoProfile -Command "if (Get-Process node -ErrorAction SilentlyContinue | Where-Object Path -eq $env:RUNNING) { exit 1 }"
if not errorlevel 1 goto copy
echo FrameScore is running. It has to end before it can be replaced; a score that is being made is lost.
choice /c YN /m "End it now"
if errorlevel 2 exit /b 5
powershell -NoProfile -Command "Get-Process node | Where-Object Path -eq $env:RUNNING | Stop-Process -Force; Start-Sleep 2"
:copy
echo Copying FrameScore to %TARGET% ...
call :mirror "%~dp0." "%TARGET%" /XD "%~dp0models" "%TARGET%\\models"
if errorlevel 1 goto failed
for /d %%B in ("%~dp0models\\bundles\\*") do (
  call :mirror "%%~B" "%TARGET%\\models\\bundles\\%%~nxB"
  if errorlevel 1 goto failed
)
:copied
call "%TARGET%\\framescore.cmd" service install
start "FrameScore host" "%TARGET%\\FrameScore Host.cmd"
exit /b 0
:mirror
robocopy %1 %2 /MIR /R:2 /W:2 /NFL /NDL /NJH /NJS /NP %3 %4 %5 >nul
if errorlevel 8 exit /b 1
exit /b 0
:failed
echo The files could not be copied. Close the FrameScore host, if it runs, and try again.
pause
exit /b 5
`;

const LAUNCHERS: Record<TargetSystem['os'], Record<string, string>> = {
  darwin: { framescore: SH },
  win32: {
    'framescore.cmd': windowsText(CMD),
    'FrameScore Host.cmd': windowsText(START_CMD),
    'FrameScore Code.cmd': windowsText(PAIR_CMD),
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

Open "FrameScore Code.cmd" for the code that is to be typed in the panel.

In a terminal that was opened in this folder:
  .\\framescore pair                 the same code
  .\\framescore service uninstall    start with your session no more
  .\\framescore doctor               does everything work here?
  .\\framescore score film.mp4       score a film without Premiere
`),
  linux: `${ABOUT}
./framescore-host.sh              run the host in this terminal
./framescore pair                 the code that waits to be typed in the panel
./framescore service install      start it with your session
./framescore doctor               does everything work here?
./framescore score film.mp4       score a film without Premiere
`,
};
