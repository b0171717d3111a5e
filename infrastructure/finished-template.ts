/** What is checked and added when the framework has put the whole template together. A plugin of the framework. */
import type { FinishedTemplate } from './cloudformation.ts';
import { createLedgerLast } from './ledger.ts';
import { badParameters } from './parameters.ts';
import { excesses } from './quotas.ts';

interface Framework {
  readonly service: { readonly provider: { compiledCloudFormationTemplate: FinishedTemplate } };
}

/** https://github.com/oss-serverless/osls/tree/main/docs/guides/plugins */
export default class FinishedTemplatePlugin {
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor({ service: { provider } }: Framework) {
    this.hooks = {
      'after:aws:package:finalize:stripNullPropsFromTemplateResources': () => {
        const template = createLedgerLast(provider.compiledCloudFormationTemplate);
        const problems = excesses(template);
        if (problems.length > 0) throw badParameters(problems);
        provider.compiledCloudFormationTemplate = template;
      },
    };
  }
}
