import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type GenerateKeyPairResult, type JWTPayload, SignJWT } from 'jose';

export const CLIENT_ID = 'weaviate';

type Keys = GenerateKeyPairResult;

/** An OpenID Connect issuer on loopback: a discovery document, keys that rotate, and tokens. */
export class Issuer implements AsyncDisposable {
  /** How often the keys have been fetched. */
  keyFetches = 0;
  /** In place of the issuer's own answers, where it is set. */
  answer: RequestListener | undefined;
  readonly #server: Server;
  #keyId = 0;
  #keys: Keys;

  static async start(): Promise<Issuer> {
    const server = createServer();
    const issuer = new Issuer(server, await generateKeyPair('RS256'));
    server.on('request', (request, response) => void issuer.#handle(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return issuer;
  }

  private constructor(server: Server, keys: Keys) {
    this.#server = server;
    this.#keys = keys;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/realm`;
  }

  get publicKey(): Keys['publicKey'] {
    return this.#keys.publicKey;
  }

  get keyId(): string {
    return `key-${this.#keyId}`;
  }

  /** From now on tokens are signed by another key, and the old one is no longer among the issuer's. */
  async rotate(): Promise<void> {
    this.#keyId += 1;
    this.#keys = await generateKeyPair('RS256');
  }

  /** A token that is right but for the claims given; those that are undefined are left out. */
  token(claims: Record<string, unknown> = {}, keys = this.#keys): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const payload = { iss: this.url, aud: CLIENT_ID, sub: 'ada', iat: now, exp: now + 300, ...claims };
    return new SignJWT(JSON.parse(JSON.stringify(payload)) as JWTPayload)
      .setProtectedHeader({ alg: 'RS256', kid: this.keyId })
      .sign(keys.privateKey);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #handle(...[request, response]: Parameters<RequestListener>): Promise<void> {
    const answer = (body: unknown): void => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    };
    if (this.answer !== undefined) {
      this.answer(request, response);
    } else if (request.url === '/realm/.well-known/openid-configuration') {
      answer({ issuer: this.url, jwks_uri: `${this.url}/keys` });
    } else if (request.url === '/realm/keys') {
      this.keyFetches += 1;
      answer({ keys: [{ ...(await exportJWK(this.#keys.publicKey)), kid: this.keyId, use: 'sig' }] });
    } else {
      response.writeHead(404).end();
    }
  }
}
