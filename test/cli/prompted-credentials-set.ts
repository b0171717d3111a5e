/** `credentials set` with a person who answers what the environment says. Run by Node, since it is no command of its own. */
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { setCredentials } from '../../cli/commands/credentials-set.ts';
import { proxyOptions } from '../../operator/proxy.ts';
import { connectToAws } from '../../operator/stack/aws-connection.ts';
import { findStack } from '../../operator/stack/stack.ts';

const { ANSWER = '{}', AGREES, seedEntity, MEANWHILE } = process.env;
const aws = await connectToAws(process.env);
const stack = await findStack(aws, 'local');
process.exitCode = await setCredentials(
  { aws, stack, proxy: proxyOptions({}), interruption: new AbortController().signal, now: Date.now },
  seedEntity === undefined ? {} : { entity: seedEntity },
  async (current) => {
    console.error(`current: ${current?.baseUrl}`);
    return ANSWER === 'interrupted' ? undefined : JSON.parse(ANSWER);
  },
  async (question) => {
    console.error(question);
    if (MEANWHILE) {
      const secrets = aws.client(SecretsManagerClient);
      await secrets.send(new PutSecretValueCommand({ SecretId: stack.secret, SecretString: MEANWHILE }));
    }
    return AGREES === 'yes';
  },
);
