/** The secret with Zuora's base URL and the OAuth clients. */
import { onRemoval, type TemplatePart } from './cloudformation.ts';
import type { Configuration } from './configuration.ts';
import { secretEncryption } from './encryption.ts';
import { ids } from './names.ts';
import { policy, refusePlainHttp } from './policy.ts';
import { readService } from './service.ts';

export async function resources(configuration: Configuration): Promise<TemplatePart> {
  const service = await readService(configuration);
  const { removalPolicy } = service.parameters;
  const secret = { Ref: ids.secret };
  return {
    Resources: {
      [ids.secret]: {
        Type: 'AWS::SecretsManager::Secret',
        ...onRemoval(removalPolicy),
        Properties: {
          Name: `${service.name}/${service.stage}/oauth`,
          Description:
            'Zuora base URL and OAuth clients. Created empty. An operator sets the value, and can rotate it at any time.',
          ...secretEncryption(service),
        },
      },
      OAuthSecretPolicy: {
        Type: 'AWS::SecretsManager::ResourcePolicy',
        Properties: {
          SecretId: secret,
          BlockPublicPolicy: true,
          // The policy only denies. Within the account IAM decides: a list of readers here would lock out the operators,
          // whom the template does not know.
          ResourcePolicy: policy(refusePlainHttp('secretsmanager:*', secret), {
            Sid: 'ThisAccountOnly',
            Effect: 'Deny',
            Principal: '*',
            Action: 'secretsmanager:*',
            Resource: secret,
            Condition: { StringNotEquals: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } } },
          }),
        },
      },
    },
  };
}
