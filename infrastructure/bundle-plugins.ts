/**
 * The plugins of esbuild, in the form that serverless-esbuild loads:
 * https://github.com/floydspace/serverless-esbuild#esbuild-plugins
 */
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { packageFacts } from './package-facts.ts';
import type { StageParameters } from './parameters.ts';
import { policyLoader } from './policy-loader.ts';

/** Where this file really is: the local stack packages in another folder, with links to those of the project. */
const project = join(import.meta.dirname, '..');

/** What the plugins need of the framework. */
interface Framework {
  readonly service: { readonly custom: { readonly parameters: StageParameters } };
  getProvider(name: 'aws'): { getStage(): string };
}

export default function plugins(serverless: Framework): Plugin[] {
  const { policyFile } = serverless.service.custom.parameters;
  const stage = serverless.getProvider('aws').getStage();
  return [packageFacts, policyLoader({ root: project, stage, policyFile })];
}
