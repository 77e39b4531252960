/**
 * What must not be in package-lock.json: the addresses packages came from. They name one machine's package source, and make an
 * install fail where that is not reachable; the integrity hashes say enough.
 * @param {string} text of package-lock.json
 * @returns {string[]} what is wrong, as sentences
 */
export function checkLockFile(text) {
  const { packages = {} } = JSON.parse(text);
  const problems = [];
  for (const [name, entry] of Object.entries(packages)) {
    if (name === "") continue;
    if (entry.resolved !== undefined) problems.push(`${name} records where it was downloaded from ("resolved").`);
    if (entry.integrity === undefined && !entry.link && !entry.inBundle)
      problems.push(`${name} has no integrity hash.`);
    for (const child of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })) {
      // npm leaves out what it could not resolve without a word, and `npm ci` then refuses the file.
      if (!isListed(packages, name, child)) problems.push(`${name} needs ${child}, which is not in the lock file.`);
    }
  }
  return problems;
}

/**
 * Whether a package is found from another one's folder, going up as Node does.
 * @param {Record<string, unknown>} packages
 * @param {string} from
 * @param {string} name
 */
function isListed(packages, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("node_modules/") - 1))) {
    if (packages[`${folder ? `${folder}/` : ""}node_modules/${name}`]) return true;
    if (folder === "") return false;
  }
}
