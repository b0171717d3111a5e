/**
 * What esbuild is told beyond its options, as serverless-esbuild asks for it:
 * https://github.com/floydspace/serverless-esbuild#esbuild-plugins
 */
import { packageFacts } from './package-facts.js';
import { policyLoader } from './policy-loader.js';

/** @typedef {{ custom: { parameters: import('./parameters.js').StageParameters } }} ResolvedService */

/** @param {{ serviceDir: string, service: ResolvedService, getProvider: (name: 'aws') => { getStage: () => string } }} serverless */
export default function plugins(serverless) {
  const { policyFile } = serverless.service.custom.parameters;
  const stage = serverless.getProvider('aws').getStage();
  return [packageFacts, policyLoader({ root: serverless.serviceDir, stage, policyFile })];
}
