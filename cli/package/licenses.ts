/** The licences of the packages in the bundle. Most demand that a copy carries their text. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @param project the folder of the checkout
 * @param sources of the bundle, relative to it
 */
export function bundledLicenses(project: string, sources: readonly string[]): string {
  const folders = new Set(sources.flatMap((source) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(source)?.[0] ?? []));
  return [...folders]
    .sort()
    .map((folder) => licenseOf(join(project, folder)))
    .join('\n\n');
}

function licenseOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim();
  return `${name} ${version}: ${license}\n\n${text}`.trim();
}
