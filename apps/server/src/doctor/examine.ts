import { inspectStore } from '@weaviate-export/adapters-db';
import { createWeaviateSource, type WeaviateOptions } from '@weaviate-export/adapters-weaviate';
import { EnvironmentBackendProvider, howToEnable } from '@weaviate-export/backends';
import { BACKENDS, type BackendName } from '@weaviate-export/entities-export';
import type { Backend } from '@weaviate-export/usecases-export';
import { type Configuration, findMistyped, readConfiguration } from '../configuration.ts';
import type { Environment } from '@weaviate-export/configuration';
import { explain } from '../explain.ts';
import type { Check } from './check.ts';
import { examinePorts } from './examine-ports.ts';

/** How long a backend may take to answer, in milliseconds: its own retries included. */
const ACCESS_DEADLINE_MS = 20_000;
/** Below the path that exports go to; nothing stays there. */
const PROBE = 'doctor';

/** Checks the configuration and, where that is sound, the ports, the store and every backend. Exports nothing, upgrades nothing. */
export async function examine(environment: Environment): Promise<Check[]> {
  const mistyped = findMistyped(environment).map(({ variable, meant }): Check => ({
    subject: 'configuration',
    verdict: 'warning',
    detail: `${variable} is a variable that nothing reads: is ${meant} meant?`,
  }));
  let configuration: Configuration;
  try {
    configuration = readConfiguration(environment);
  } catch (error) {
    const failed = explain(error).map((detail): Check => ({
      subject: 'configuration',
      verdict: 'FAILED',
      detail,
    }));
    return [...failed, ...mistyped];
  }
  await using backends = new EnvironmentBackendProvider({
    env: environment,
    filesystemRoot: configuration.filesystemPath,
  });
  const sound = 'every variable has a value that is allowed';
  const store = await examineStore(configuration.dataPath);
  const { weaviate } = configuration;
  const checks = [
    ...(weaviate === undefined ? [] : [examineWeaviate(weaviate)]),
    ...examinePorts(configuration, store.isInUse),
    ...BACKENDS.map((name) => examineBackend(name, backends, configuration, environment)),
  ];
  return [
    { subject: 'configuration', verdict: 'ok', detail: sound },
    ...mistyped,
    store.check,
    ...(await Promise.all(checks)),
  ];
}

async function examineWeaviate(options: WeaviateOptions): Promise<Check> {
  const subject = 'weaviate';
  await using source = createWeaviateSource(options);
  try {
    const version = await source.check(AbortSignal.timeout(ACCESS_DEADLINE_MS));
    return { subject, verdict: 'ok', detail: `version ${version} answers at ${new URL(options.url).origin}` };
  } catch (error) {
    return { subject, verdict: 'FAILED', detail: explain(error).join('; ') };
  }
}

async function examineStore(path: string): Promise<{ check: Check; isInUse: boolean }> {
  const subject = 'store';
  try {
    const facts = await inspectStore(path);
    const isInUse = facts.state === 'in use';
    if (facts.state === 'absent') {
      const detail = `none yet: the first start makes it at ${path}`;
      return { check: { subject, verdict: 'ok', detail }, isInUse };
    }
    const classes = `${facts.classes} ${facts.classes === 1 ? 'class' : 'classes'} at ${path}`;
    const upgrade = facts.isOlder ? '; the next start brings it to the newest format, for good' : '';
    const detail = classes + (isInUse ? ', in use by a server' : '') + upgrade;
    return { check: { subject, verdict: facts.isOlder ? 'warning' : 'ok', detail }, isInUse };
  } catch (error) {
    const [reason] = explain(error);
    const detail = `PERSISTENCE_DATA_PATH is "${path}": ${reason}`;
    return { check: { subject, verdict: 'FAILED', detail }, isInUse: false };
  }
}

async function examineBackend(
  name: BackendName,
  backends: EnvironmentBackendProvider,
  { scheduler: { defaultBucket, defaultPath } }: Configuration,
  environment: Environment,
): Promise<Check> {
  if (backends.configs[name] === null)
    return { subject: name, verdict: 'off', detail: `to use it, ${howToEnable(name, environment)}` };
  try {
    const backend = await backends.backend(name);
    return { subject: name, ...(await examineAccess(backend, defaultBucket, defaultPath)) };
  } catch (error) {
    return { subject: name, verdict: 'FAILED', detail: explain(error).join('; ') };
  }
}

async function examineAccess(
  backend: Backend,
  defaultBucket: string | undefined,
  defaultPath: string,
): Promise<Omit<Check, 'subject'>> {
  const inBuckets = backend.capabilities.buckets;
  if (inBuckets && defaultBucket === undefined) {
    const detail = 'configured, but not asked: set EXPORT_DEFAULT_BUCKET to have its access checked';
    return { verdict: 'warning', detail };
  }
  const key = [defaultPath, PROBE].filter((part) => part !== '').join('/');
  const location = { ...(inBuckets && { bucket: defaultBucket! }), key };
  await backend.checkAccess(location, AbortSignal.timeout(ACCESS_DEADLINE_MS));
  const home = backend.describe(location).slice(0, -`/${PROBE}`.length);
  return { verdict: 'ok', detail: `exports can be written to ${home}` };
}
