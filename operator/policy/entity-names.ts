/** Names that a policy may use for entities, made from Zuora's names. */

const maxNameLength = 60;

/** One for each, in the same order, all different. */
export function entityNames(zuoraNames: readonly string[]): readonly string[] {
  const names = new Set<string>();
  for (const zuoraName of zuoraNames) names.add(uniqueName(policyName(zuoraName), names));
  return [...names];
}

/** Lower case, without accents, and with hyphens in place of characters that a name may not have. */
function policyName(zuoraName: string): string {
  const words =
    zuoraName
      .normalize('NFKD')
      .replaceAll(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  const name = words.join('-').slice(0, maxNameLength);
  return /^[a-z]/.test(name) ? name : ['entity', ...(name ? [name] : [])].join('-').slice(0, maxNameLength);
}

function uniqueName(name: string, others: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!others.has(candidate)) return candidate;
  }
}
