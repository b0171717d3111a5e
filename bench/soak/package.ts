/** The deployment package of stage `local`, with a heap probe and more calls in flight in every function. */
import { readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import * as z from 'zod';
import { packageService } from '../../local/packaging.ts';
import { templateFile } from '../../local/template.ts';

const projectFolder = join(import.meta.dirname, '../..');
const probeUrl = new URL('./heap-probe.ts', import.meta.url);

/** Lambda's Node reads this variable too: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html */
const nodeOptions = `--expose-gc --import ${probeUrl.href}`;

/** How many messages one process works on at once. A small tenant's share would leave most of the machine idle. */
export const messagesInFlight = 4;

/** The sandbox has no limit. */
const callsInFlight = { ZUORA_ACCESS_CALLS_IN_FLIGHT: String(messagesInFlight) };

const templateSchema = z.looseObject({
  Resources: z.record(z.string(), z.looseObject({ Type: z.string(), Properties: z.looseObject({}) })),
});
const functionProperties = z.looseObject({
  Environment: z.looseObject({ Variables: z.record(z.string(), z.unknown()) }),
});

/**
 * Packages the service into a folder. The code is the same as on AWS; only environment variables differ.
 *
 * @param policy the file of the access policy
 */
export async function packageWithProbe(folder: string, policy: string): Promise<void> {
  await packageService(projectFolder, 'local', folder, [`policyFile=${relative(projectFolder, policy)}`]);
  const file = join(folder, templateFile);
  const packaged = templateSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  for (const resource of Object.values(packaged.Resources)) {
    if (resource.Type !== 'AWS::Lambda::Function') continue;
    const { Environment, ...others } = functionProperties.parse(resource.Properties);
    const share = 'ZUORA_ACCESS_CALLS_IN_FLIGHT' in Environment.Variables && callsInFlight;
    const Variables = { ...Environment.Variables, ...share, NODE_OPTIONS: nodeOptions };
    resource.Properties = { ...others, Environment: { ...Environment, Variables } };
  }
  await writeFile(file, JSON.stringify(packaged));
}
