/** Makes the bundle of each contender, and of the programs that run it. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { options } from '../infrastructure/bundle.ts';
import { packageFacts } from '../infrastructure/package-facts.ts';
import { unusedModules } from '../infrastructure/unused-modules.ts';
import { unpack } from '../local/deployment.ts';
import { packageService } from '../local/packaging.ts';
import { readTemplate, type StackResources, templateFile } from '../local/template.ts';
import { type Contender, contenderOf } from './contenders.ts';

const projectFolder = join(import.meta.dirname, '..');

/** The functions that are measured: the one that does the contenders' work, and those measured alone. */
const measuredFunctions = [
  'requestUserAccess',
  'revokeUserAccess',
  'acceptEntityConnection',
  'translateIdentityEvent',
] as const;

type FunctionName = (typeof measuredFunctions)[number];

export interface Bundle {
  readonly file: string;
  readonly bytes: number;
}

export interface PackagedFunction {
  readonly bundle: Bundle;
  /** As the template has them. */
  readonly variables: Readonly<Record<string, string>>;
}

/** The service as it is deployed. */
export interface PackagedService {
  readonly functions: Readonly<Record<FunctionName, PackagedFunction>>;
  /** The attributes that make a key, by table. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
}

/** As serverless-esbuild is told, without what is its own. */
const ours: BuildOptions = {
  ...{ bundle: options.bundle, minify: options.minify, platform: 'node', target: options.target, format: 'cjs' },
  mainFields: options.mainFields,
  alias: options.alias,
  plugins: [packageFacts, unusedModules],
};

/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-using-build-typescript.html */
const documented: BuildOptions = { bundle: true, minify: true, platform: 'node', target: 'es2020', format: 'cjs' };

/** Packages stage `dev`, whose settings are those of a real stage. */
export async function packageDeployed(folder: string): Promise<PackagedService> {
  await packageService(projectFolder, 'dev', folder, ['policyFile=policy.example.yml']);
  return unpackService(folder, folder);
}

/** @param packaged the folder with the template and the functions' zip files */
export async function unpackService(packaged: string, folder: string): Promise<PackagedService> {
  const resources = readTemplate(JSON.parse(await readFile(join(packaged, templateFile), 'utf8')));
  const functions = await Promise.all(
    measuredFunctions.map(async (name) => [name, await unpackFunction(packaged, folder, name, resources)] as const),
  );
  return { functions: Object.fromEntries(functions) as PackagedService['functions'], keys: keysOf(resources) };
}

async function unpackFunction(
  packaged: string,
  folder: string,
  name: string,
  { functions }: StackResources,
): Promise<PackagedFunction> {
  const deployed = [...functions.values()].find(({ archive }) => archive === `${name}.zip`);
  if (deployed === undefined) throw new Error(`The template has no function ${name}.`);
  await unpack(join(packaged, deployed.archive), join(folder, name));
  const bundle = await measured(join(folder, name, 'functions', `${name}.cjs`));
  return { bundle, variables: deployed.configuration.variables };
}

function keysOf({ tables }: StackResources): PackagedService['keys'] {
  return Object.fromEntries(
    [...tables.values()].map(({ TableName, KeySchema }) => [
      TableName,
      KeySchema.map(({ AttributeName }) => AttributeName),
    ]),
  );
}

/** @returns where the bundle of a contender is, which is not the service */
export async function bundleContender(name: string, folder: string): Promise<Bundle> {
  const { file, build: kind }: Contender = contenderOf(name);
  const entry = join(import.meta.dirname, 'contenders', `${file}.ts`);
  return bundle(entry, join(folder, `${name}.cjs`), kind === 'documented' ? documented : ours);
}

/** The programs that run a contender, as plain JavaScript: to strip types would take longer than what is measured. */
export async function bundleRunner(name: 'cold' | 'warm', folder: string): Promise<Bundle> {
  return bundle(join(import.meta.dirname, 'runner', `${name}.ts`), join(folder, `runner-${name}.cjs`), documented);
}

async function bundle(entry: string, outfile: string, how: BuildOptions): Promise<Bundle> {
  await build({ ...how, entryPoints: [entry], outfile, absWorkingDir: projectFolder, logLevel: 'error' });
  return measured(outfile);
}

async function measured(file: string): Promise<Bundle> {
  return { file, bytes: (await stat(file)).size };
}

/** Writes the bundles' folder a package of its own, so that Node takes its files for what they are. */
export async function preparePackage(folder: string): Promise<void> {
  await writeFile(join(folder, 'package.json'), '{ "type": "commonjs" }');
}
