// In place of a native add-on that ends the extension host with its parent: `server.ts` ends the whole group anyway.
exports.start = () => {};
exports.exit = (code) => process.exit(code);
