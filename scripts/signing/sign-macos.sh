#!/bin/bash
# sign-macos.sh HOST_FOLDER: signs, notarises and staples "FrameScore Host.app" of a host folder, then packs it as a disk image.
# Runs on macOS with Xcode's command line tools. Needs in the environment:
#   SIGN_IDENTITY   "Developer ID Application: ... (TEAMID)", as `security find-identity -v -p codesigning` prints it
#   NOTARY_PROFILE  a keychain profile made once by `xcrun notarytool store-credentials`
set -eu
folder=${1:?usage: sign-macos.sh HOST_FOLDER}
: "${SIGN_IDENTITY:?name the Developer ID certificate}" "${NOTARY_PROFILE:?name the keychain profile of notarytool}"
here=$(cd "$(dirname "$0")" && pwd)
app="$folder/FrameScore Host.app"
image="$folder.dmg"
[ -d "$app" ] || { echo "There is no FrameScore Host.app in $folder. Make it with: npm run package -- --target darwin-arm64" >&2; exit 2; }

sign() { codesign --force --timestamp --options runtime --sign "$SIGN_IDENTITY" "$@"; }

# From the inside out: a bundle's seal covers what lies in it. Only Mach-O files carry a signature of their own.
find "$app/Contents/Resources" -type f \( -name '*.node' -o -name '*.dylib' \) -print0 |
  while IFS= read -r -d '' library; do sign "$library"; done
sign --entitlements "$here/entitlements.plist" "$app/Contents/Resources/host/node/bin/node"
sign --entitlements "$here/entitlements.plist" "$app"
codesign --verify --deep --strict --verbose=2 "$app"

rm -f "$image"
hdiutil create -volname 'FrameScore Host' -srcfolder "$folder" -format UDZO "$image"
sign "$image"
xcrun notarytool submit "$image" --keychain-profile "$NOTARY_PROFILE" --wait
xcrun stapler staple "$image"
spctl --assess --type open --context context:primary-signature --verbose "$image"
echo "$image"
