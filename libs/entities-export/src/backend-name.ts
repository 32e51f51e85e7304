/** The backends that the API names. */
export const BACKENDS = ['filesystem', 's3', 'gcs', 'azure'] as const;
export type BackendName = (typeof BACKENDS)[number];

/** Weaviate's names of the modules that bring them, each of which it also takes as the name of the backend. */
export const MODULES: Readonly<Record<BackendName, string>> = {
  filesystem: 'backup-filesystem',
  s3: 'backup-s3',
  gcs: 'backup-gcs',
  azure: 'backup-azure',
};

/** The one name of a backend that is called by it or by its module; what is neither stays as it is. */
export function backendNamed(name: string): string {
  return BACKENDS.find((backend) => MODULES[backend] === name) ?? name;
}
