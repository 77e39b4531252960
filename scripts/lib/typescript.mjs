/**
 * What `node` is given to run a TypeScript file of ours. The condition makes `server-only` an empty module, as in a server build.
 * @param {string} file
 * @param {string[]} args
 */
export const typescript = (file, ...args) => ["--import", "tsx", "--conditions=react-server", file, ...args];
