// Loaded before anything else, in plain JavaScript that old versions can read: they cannot load .ts files at all, lack modules of node
// that the rest imports, and would otherwise fail with a message about those.
const [major = 0] = process.versions.node.split(".").map(Number);
if (major < 24) {
  process.stderr.write(
    `upclaws needs Node.js 24 or newer; this is ${process.version}, ${process.execPath}. Install Node 24, or call "npm run -s upclaws -- …" in upclaws' own repository, which brings it along.\n`,
  );
  process.exit(2);
}
