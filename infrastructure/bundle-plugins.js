/**
 * What esbuild is told beyond its options, as serverless-esbuild asks for it:
 * https://github.com/floydspace/serverless-esbuild#esbuild-plugins
 */
import { packageFacts } from './package-facts.js';
import { policyLoader } from './policy-loader.js';

/** @param {{ serviceDir: string, getProvider: (name: 'aws') => { getStage: () => string } }} serverless */
export default function plugins(serverless) {
  return [packageFacts, policyLoader(serverless.serviceDir, serverless.getProvider('aws').getStage())];
}
