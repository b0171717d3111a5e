/**
 * The plugins of esbuild, in the form that serverless-esbuild loads:
 * https://github.com/floydspace/serverless-esbuild#esbuild-plugins
 */
import type { Plugin } from 'esbuild';
import { packageFacts } from './package-facts.ts';
import type { StageParameters } from './parameters.ts';
import { policyLoader, project } from './policy-loader.ts';
import { unusedModules } from './unused-modules.ts';

/** What the plugins need of the framework. */
interface Framework {
  readonly service: { readonly custom: { readonly parameters: StageParameters } };
  getProvider(name: 'aws'): { getStage(): string };
}

export default function plugins(serverless: Framework): Plugin[] {
  const { policyFile } = serverless.service.custom.parameters;
  const stage = serverless.getProvider('aws').getStage();
  return [packageFacts, unusedModules, policyLoader({ root: project, stage, policyFile })];
}
