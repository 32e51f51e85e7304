/** What makes a request one operation of the protocol. */
export interface Route {
  readonly operation: string;
  readonly method: string;
  /** What the path names, such as a bucket or an object in it. */
  readonly on: string;
  /** Query parameters that make it this operation, as `name` or `name=value`. */
  readonly requires?: readonly string[];
  /** Query parameters that it understands beyond those. */
  readonly allows?: readonly string[];
}

const nameOf = (parameter: string): string => parameter.split('=')[0] ?? '';

const isIn = (query: URLSearchParams, parameter: string): boolean => {
  const [name = '', value] = parameter.split('=');
  return query.has(name, value);
};

/**
 * The first route that fits a request, or `undefined` where there is none: never a near miss.
 *
 * @param neutral query parameters, as `name` or `name=value`, that change nothing
 */
export const findRoute = <R extends Route>(
  routes: readonly R[],
  { method, on, query }: { readonly method: string; readonly on: string; readonly query: URLSearchParams },
  neutral: readonly string[],
): R | undefined => {
  const ignored = neutral.filter((parameter) => isIn(query, parameter)).map(nameOf);
  const present = [...new Set(query.keys())].filter((name) => !ignored.includes(name));
  return routes.find((route) => {
    const { requires = [], allows = [] } = route;
    const named = [...requires.map(nameOf), ...allows];
    return (
      route.method === method &&
      route.on === on &&
      requires.every((parameter) => isIn(query, parameter)) &&
      present.every((name) => named.includes(name))
    );
  });
};

/** A path and the query behind it, as they were sent. */
export const splitUrl = (url: string): { readonly path: string; readonly query: URLSearchParams } => {
  const [path = '', search = ''] = url.split(/\?(.*)/s);
  return { path, query: new URLSearchParams(search) };
};

/** @param malformed the error to throw for what is not percent-encoded UTF-8 */
export const decodeSegment = (encoded: string, malformed: (message: string) => Error): string => {
  try {
    return decodeURIComponent(encoded);
  } catch (cause) {
    throw malformed(`The path segment ${encoded} is not percent-encoded UTF-8 (${String(cause)}).`);
  }
};
