# sign-windows.ps1 HOST_FOLDER: signs every program and library of a host folder for Windows, then packs it as a zip.
# Runs on Windows with the Windows SDK's signtool on the PATH. Needs in the environment:
#   SIGN_THUMBPRINT  SHA-1 thumbprint of a code signing certificate in the user's store (on a token or a cloud key)
#   TIMESTAMP_URL    RFC 3161 time stamp server of the certificate's issuer
param([Parameter(Mandatory = $true)][string]$HostFolder)
$ErrorActionPreference = 'Stop'
foreach ($name in 'SIGN_THUMBPRINT', 'TIMESTAMP_URL') {
  if (-not [Environment]::GetEnvironmentVariable($name)) { throw "Set $name first; see docs/signing.md." }
}
$node = Join-Path $HostFolder 'node/node.exe'
if (-not (Test-Path $node)) { throw "There is no node/node.exe in $HostFolder. Make it with: npm run package -- --target win32-x64" }

# What is signed already keeps its signature: Node's own program and Microsoft's libraries.
$files = Get-ChildItem -Path $HostFolder -Recurse -Include *.exe, *.dll, *.node |
  Where-Object { (Get-AuthenticodeSignature $_.FullName).Status -ne 'Valid' }
foreach ($file in $files) {
  signtool sign /fd SHA256 /sha1 $env:SIGN_THUMBPRINT /tr $env:TIMESTAMP_URL /td SHA256 $file.FullName
  if ($LASTEXITCODE -ne 0) { throw "signtool refused $($file.FullName)." }
}
$zip = "$($HostFolder.TrimEnd('\', '/')).zip"
Compress-Archive -Path $HostFolder -DestinationPath $zip -Force
Write-Output $zip
