import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Keys as STS gives them. */
export interface TemporaryKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** How long the keys last, in milliseconds. */
const LIFETIME_MS = 3_600_000;

/** An STS that gives the same keys to whoever asks for the role, and refuses all other roles. */
export async function startSts(roleArn: string, keys: TemporaryKeys) {
  const asked: { readonly caller: string | undefined; readonly parameters: Record<string, string> }[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const parameters = Object.fromEntries(new URLSearchParams(body));
      const caller = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1];
      asked.push({ caller, parameters });
      const granted = parameters['Action'] === 'AssumeRole' && parameters['RoleArn'] === roleArn;
      response.writeHead(granted ? 200 : 403, { 'content-type': 'text/xml' });
      response.end(granted ? answerOf(keys) : REFUSAL);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    asked,
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function answerOf({ accessKeyId, secretAccessKey, sessionToken }: TemporaryKeys): string {
  return `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
    <AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey>
    <SessionToken>${sessionToken}</SessionToken><Expiration>${new Date(Date.now() + LIFETIME_MS).toISOString()}</Expiration>
    </Credentials></AssumeRoleResult></AssumeRoleResponse>`;
}

const REFUSAL =
  '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not your role</Message></Error></ErrorResponse>';
