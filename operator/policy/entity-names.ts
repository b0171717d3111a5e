/** Names for entities that a policy may use, made of Zuora's. */

const maxNameLength = 60;

/** One for each, in their order; none twice. */
export function entityNames(zuoraNames: readonly string[]): readonly string[] {
  const names = new Set<string>();
  for (const zuoraName of zuoraNames) names.add(free(nameOf(zuoraName), names));
  return [...names];
}

/** Letters without their accents, in lower case, with a hyphen for whatever a name may not have. */
function nameOf(zuoraName: string): string {
  const words =
    zuoraName
      .normalize('NFKD')
      .replaceAll(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  const name = words.join('-').slice(0, maxNameLength);
  return /^[a-z]/.test(name) ? name : ['entity', ...(name ? [name] : [])].join('-').slice(0, maxNameLength);
}

function free(name: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}
