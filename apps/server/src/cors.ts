import type { EnvironmentReader } from '@weaviate-export/configuration';

/** Which pages of other origins may call, and with what. */
export interface Cors {
  /** Origins such as `https://console.example.com`; `*` is any. */
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  /** Names of request headers; absent: those that a page asks for. */
  readonly headers?: readonly string[];
}

/** An origin as a browser sends it: scheme, host and port, nothing behind. */
const ORIGIN = /^(\*|[a-z][a-z\d+.-]*:\/\/[^\s/,]+)$/i;
/** A method, or the name of a header. Source: https://www.rfc-editor.org/rfc/rfc9110#name-tokens */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

/**
 * Reads CORS_ALLOW_ORIGIN, CORS_ALLOW_METHODS and CORS_ALLOW_HEADERS, each a list by comma. As in Weaviate any origin may
 * call unless told otherwise; Weaviate's list of headers, which names the keys of its vectorizers, is any header here.
 */
export function readCors(reader: EnvironmentReader): Cors {
  const origins = reader.parsed(
    'CORS_ALLOW_ORIGIN',
    listOf(ORIGIN),
    'allowed are origins such as https://a.example by comma, or *',
  );
  const methods = reader.parsed(
    'CORS_ALLOW_METHODS',
    listOf(TOKEN),
    'allowed are methods of HTTP by comma, or *',
  );
  const headers = reader.parsed('CORS_ALLOW_HEADERS', listOf(TOKEN), 'allowed are names of headers by comma');
  return { origins: origins ?? ['*'], methods: methods ?? ['*'], ...(headers !== undefined && { headers }) };
}

/** Reads items by comma; none where one of them is malformed. */
function listOf(pattern: RegExp): (text: string) => readonly string[] | undefined {
  return (text) => {
    const items = text.split(',').map((item) => item.trim());
    return items.every((item) => pattern.test(item)) ? items : undefined;
  };
}
