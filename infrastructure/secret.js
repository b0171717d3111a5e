/**
 * The secret with Zuora's address and the OAuth clients.
 */
import { secretEncryption } from './encryption.js';
import { ids } from './names.js';
import { policy, refusePlainHttp } from './policy.js';
import { readService } from './service.js';

/** @param {import('./service.js').Configuration} configuration */
export async function resources(configuration) {
  const service = await readService(configuration);
  const { removalPolicy } = service.parameters;
  const secret = { Ref: ids.secret };
  return {
    Resources: {
      [ids.secret]: {
        Type: 'AWS::SecretsManager::Secret',
        DeletionPolicy: removalPolicy,
        UpdateReplacePolicy: removalPolicy,
        Properties: {
          Name: `${service.name}/${service.stage}/oauth`,
          Description:
            'Zuora base URL and OAuth clients. Created empty; its value is put in by hand and rotated at will.',
          ...secretEncryption(service),
        },
      },
      OAuthSecretPolicy: {
        Type: 'AWS::SecretsManager::ResourcePolicy',
        Properties: {
          SecretId: secret,
          BlockPublicPolicy: true,
          // It refuses, and grants nothing. Within the account IAM decides: a list of readers here would lock out the
          // operators, whom the template does not know.
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
