import { inspectStore } from '@weaviate-export/adapters-db';
import { EnvironmentBackendProvider, howToEnable } from '@weaviate-export/backends';
import { BACKENDS, type BackendName } from '@weaviate-export/entities-export';
import type { Backend } from '@weaviate-export/usecases-export';
import { type Configuration, readConfiguration } from '../configuration.ts';
import type { Environment } from '@weaviate-export/configuration';
import { explain } from '../explain.ts';
import type { Check } from './check.ts';

/** How long a backend may take to answer, in milliseconds: its own retries included. */
const ACCESS_DEADLINE_MS = 20_000;
/** Below the path that exports go to; nothing stays there. */
const PROBE = 'doctor';

/** Checks the configuration and, where that is sound, the store and every backend. Exports nothing, upgrades nothing. */
export async function examine(environment: Environment): Promise<Check[]> {
  let configuration: Configuration;
  try {
    configuration = readConfiguration(environment);
  } catch (error) {
    return explain(error).map((detail) => ({ subject: 'configuration', verdict: 'FAILED', detail }));
  }
  await using backends = new EnvironmentBackendProvider({
    env: environment,
    filesystemRoot: configuration.filesystemPath,
  });
  const checks = [
    examineStore(configuration.dataPath),
    ...BACKENDS.map((name) => examineBackend(name, backends, configuration, environment)),
  ];
  return [
    { subject: 'configuration', verdict: 'ok', detail: 'every variable has a value that is allowed' },
    ...(await Promise.all(checks)),
  ];
}

async function examineStore(path: string): Promise<Check> {
  try {
    const facts = await inspectStore(path);
    if (facts.state === 'absent') {
      return { subject: 'store', verdict: 'ok', detail: `none yet: the first start makes it at ${path}` };
    }
    const classes = `${facts.classes} ${facts.classes === 1 ? 'class' : 'classes'} at ${path}`;
    const upgrade = facts.isOlder ? '; the next start brings it to the newest format, for good' : '';
    const use = facts.state === 'in use' ? ', in use by a server' : '';
    return { subject: 'store', verdict: facts.isOlder ? 'warning' : 'ok', detail: classes + use + upgrade };
  } catch (error) {
    const [reason] = explain(error);
    const detail = `PERSISTENCE_DATA_PATH is "${path}": ${reason}`;
    return { subject: 'store', verdict: 'FAILED', detail };
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
