import { type ClassDefinition, ExportError, isMultiTenant } from '@weaviate-export/entities-export';
import { classLayout } from '@weaviate-export/format';
import type { RestoreJob } from '../ports/restore-executor.ts';
import type { RestoredTenant } from '../ports/restore-target.ts';
import type { ExportContents, ExportFile } from '../stored/export-files.ts';
import type { RestoreSettings } from './restore-settings.ts';

/** A class that is to come back. */
export interface PlannedClass {
  /** In the target. */
  readonly name: string;
  readonly exportedAs: string;
  /** With its name in the target. */
  readonly definition: ClassDefinition;
  /** As the export has it. */
  readonly ofClass: RestoreJob['ofClass'];
  readonly files: readonly ExportFile[];
  readonly tenants: readonly RestoredTenant[];
  /** Its objects in the export. */
  readonly objects: number;
  /** A class of that name is in the target. */
  readonly isThere: boolean;
}

/**
 * What of an export is to be restored, and by which names: nothing has been written, and all that the export, the request and the
 * target disagree in is found here.
 * @param classes the chosen ones, by their names in the export
 * @param there finds the definitions of classes that the target has, those whose names differ in case alone too
 * @param keepsTimes the target keeps the times of objects, and takes no properties for them
 * @throws ExportError CLASS_NOT_EXPORTED, FIELD_INVALID, DEFINITION_MISSING, RESTORE_CONFLICT
 */
export async function planRestore(
  contents: ExportContents,
  classes: readonly string[],
  settings: RestoreSettings,
  there: (names: readonly string[]) => Promise<readonly ClassDefinition[]>,
  { keepsTimes }: { readonly keepsTimes: boolean },
): Promise<PlannedClass[]> {
  const { rename, tenants, onConflict } = settings;
  for (const name of rename.keys())
    if (!classes.includes(name)) throw new ExportError('CLASS_NOT_EXPORTED', ['rename', name]);
  const names = classes.map((name) => rename.get(name) ?? name);
  const twice = names.find((name, index) => names.findIndex((other) => isSame(other, name)) !== index);
  if (twice !== undefined)
    throw new ExportError('FIELD_INVALID', [
      'rename',
      twice,
      'two classes of the restore would have this name',
    ]);
  refuseUnknownTenants(contents, classes, tenants);
  const found = await there(names);
  return classes.map((exportedAs, index) => {
    const name = names[index]!;
    const known = found.find((one) => isSame(one.class, name));
    const definition = definitionOf(contents, settings, exportedAs, known);
    if (known !== undefined) refuseConflict(name, definition, known, onConflict);
    checkTimesAs(settings, definition, keepsTimes ? undefined : known);
    const isWanted = (tenant: string | undefined): boolean =>
      tenants === undefined || tenant === undefined || tenants.includes(tenant);
    const files = contents.classes.get(exportedAs)!.filter(({ tenant }) => isWanted(tenant));
    return {
      name,
      exportedAs,
      definition: { ...definition, class: name },
      ofClass: ofClass(definition),
      files,
      tenants: [...(isMultiTenant(definition) ? (contents.tenants.get(exportedAs) ?? []) : [])]
        .filter(([tenant]) => isWanted(tenant))
        .map(([tenant, status]) => ({ name: tenant, status })),
      objects: files.reduce((sum, { rows = 0 }) => sum + rows, 0),
      isThere: known !== undefined,
    };
  });
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function ofClass(definition: ClassDefinition): RestoreJob['ofClass'] {
  const { vectors, properties } = classLayout('standard', definition);
  return { vectors, properties };
}

function definitionOf(
  { definitions }: ExportContents,
  { definitions: given }: RestoreSettings,
  name: string,
  known: ClassDefinition | undefined,
): ClassDefinition {
  const definition = [...definitions, ...given].find((one) => one.class === name) ?? known;
  if (definition === undefined) throw new ExportError('DEFINITION_MISSING', [name]);
  return definition;
}

function refuseUnknownTenants(
  contents: ExportContents,
  classes: readonly string[],
  tenants: readonly string[] = [],
): void {
  const unknown = tenants.find((tenant) => !classes.some((name) => contents.tenants.get(name)?.has(tenant)));
  if (unknown !== undefined)
    throw new ExportError('FIELD_INVALID', ['tenants', unknown, 'no class to be restored has this tenant']);
}

function refuseConflict(
  name: string,
  definition: ClassDefinition,
  known: ClassDefinition,
  onConflict: RestoreSettings['onConflict'],
): void {
  if (onConflict === 'fail')
    throw new ExportError('RESTORE_CONFLICT', [name, 'give it a new name with rename, or set onConflict']);
  if (known.class !== name)
    throw new ExportError('RESTORE_CONFLICT', [
      name,
      `as ${known.class}, from which it differs in case alone`,
    ]);
  if (isMultiTenant(known) !== isMultiTenant(definition)) {
    const problem = `it ${isMultiTenant(known) ? 'has tenants, and the exported one has none' : 'has no tenants, and the exported one has'}`;
    throw new ExportError('RESTORE_CONFLICT', [name, problem]);
  }
}

/** A class that is there has to have the properties: nothing of its definition changes. */
function checkTimesAs(
  { timesAs }: RestoreSettings,
  definition: ClassDefinition,
  known: ClassDefinition | undefined,
): void {
  const find = (of: ClassDefinition, name: string) =>
    of.properties?.find((property) => isSame(property.name, name));
  for (const [time, name] of Object.entries(timesAs) as [string, string][]) {
    const refuse = (problem: string): never => {
      throw new ExportError('FIELD_INVALID', [`timesAs.${time}`, name, problem]);
    };
    const taken = find(definition, name);
    if (taken !== undefined) refuse(`class ${definition.class} has a property ${taken.name} already`);
    if (known === undefined) continue;
    const own = find(known, name);
    if (own === undefined || own.name !== name || own.dataType.join() !== 'date')
      refuse(
        `class ${known.class} is there and has no property ${name} of type date: add it, or leave it out`,
      );
  }
}
