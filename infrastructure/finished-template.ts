/** What is checked and added when the framework has put the whole template together. A plugin of the framework. */
import type { FinishedTemplate } from './cloudformation.ts';

import { badParameters, type StageParameters } from './parameters.ts';
import { withBoundary } from './permissions-boundary.ts';
import { excesses } from './quotas.ts';
import { createTablesLast } from './tables.ts';
import { withTags } from './tags.ts';

interface Framework {
  readonly service: {
    readonly custom: { readonly parameters: Pick<StageParameters, 'permissionsBoundary' | 'tags'> };
    readonly provider: { compiledCloudFormationTemplate: FinishedTemplate };
  };
}

/** https://github.com/oss-serverless/osls/tree/main/docs/guides/plugins */
export default class FinishedTemplatePlugin {
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor({ service }: Framework) {
    this.hooks = {
      'after:aws:package:finalize:stripNullPropsFromTemplateResources': () => {
        const { custom, provider } = service;
        const { permissionsBoundary, tags } = custom.parameters;
        const bounded = withBoundary(createTablesLast(provider.compiledCloudFormationTemplate), permissionsBoundary);
        const template = withTags(bounded, tags);
        const problems = excesses(template);
        if (problems.length > 0) throw badParameters(problems);
        provider.compiledCloudFormationTemplate = template;
      },
    };
  }
}
