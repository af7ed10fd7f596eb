// The macOS application that holds the host: its Info.plist, what it starts, and its icon. Texts and bytes only.
import { drawIcon, ICON_LOOK } from '../panel/draw-icon.js';
import { encodePng } from '../panel/png.js';
import { readManifest } from '../panel/manifest.js';

export const MAC_APP_NAME = 'FrameScore Host.app';
const EXECUTABLE = 'framescore-host';

/** The types of Apple's icon format that hold a PNG of this many pixels. */
const ICON_TYPES = { ic07: 128, ic08: 256 } as const;

/** Opened by the Finder or the panel it has no terminal: the code is shown as a notification, faults go to host.log. */
const START = `#!/bin/sh
# Starts the score host in the background. A second start finds the first and ends.
if [ "$(uname -m)" != arm64 ]; then
  osascript -e 'display alert "FrameScore needs a Mac with Apple silicon." message "The library that runs its model has no build for Intel Macs."'
  exit 1
fi
exec "$(CDPATH= cd -- "$(dirname "$0")/../Resources/host" && pwd)/framescore" serve
`;

/** By path below the folder that the application lies in. */
export async function macAppFiles(): Promise<Record<string, string | Uint8Array>> {
  const { version } = await readManifest();
  const contents = `${MAC_APP_NAME}/Contents`;
  return {
    [`${contents}/Info.plist`]: infoPlist(version),
    [`${contents}/PkgInfo`]: 'APPL????',
    [`${contents}/MacOS/${EXECUTABLE}`]: START,
    [`${contents}/Resources/FrameScore.icns`]: appleIcon(),
  };
}

/** LSUIElement: no Dock icon and no menu, since there is no window. 14.0 is the oldest system that the library of onnxruntime-node is built for. */
function infoPlist(version: string): string {
  const strings = {
    CFBundleName: 'FrameScore Host',
    CFBundleDisplayName: 'FrameScore Host',
    CFBundleIdentifier: 'com.framescore.host',
    CFBundleExecutable: EXECUTABLE,
    CFBundleIconFile: 'FrameScore',
    CFBundlePackageType: 'APPL',
    CFBundleShortVersionString: version,
    CFBundleVersion: version,
    LSMinimumSystemVersion: '14.0',
  };
  const rows = Object.entries(strings).map(
    ([key, value]) => `  <key>${key}</key>\n  <string>${value}</string>`,
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    '<dict>',
    ...rows,
    '  <key>LSArchitecturePriority</key>\n  <array>\n    <string>arm64</string>\n  </array>',
    '  <key>LSUIElement</key>\n  <true/>',
    '</dict>',
    '</plist>',
    '',
  ].join('\n');
}

/** An .icns file: a header, then for each size its type, its length with these eight bytes, and a PNG. */
function appleIcon(): Uint8Array {
  const entries = Object.entries(ICON_TYPES).map(([type, sizePx]) => {
    const rgba = drawIcon({ ...ICON_LOOK, sizePx });
    return chunk(type, encodePng({ widthPx: sizePx, heightPx: sizePx, rgba }));
  });
  return chunk('icns', Buffer.concat(entries));
}

function chunk(type: string, content: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32BE(content.length + 8, 4);
  return Buffer.concat([head, content]);
}
