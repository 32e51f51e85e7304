import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type PropertyDefinition } from './class-definition.ts';
import { DIMENSIONS } from './embed.ts';
import { type Json } from './json.ts';
import { sampleClasses } from './sample-classes.ts';
import { sampleObjects, type SampleObject } from './sample-objects.ts';

const objects = [...sampleObjects()];
const UUID_V5 = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

function isRecord(value: Json): value is { [name: string]: Json } {
  return typeof value === 'object' && !Array.isArray(value);
}

/** Where the value does not fit its declared type. */
function misfits(value: Json, { name, dataType, nestedProperties = [] }: PropertyDefinition): string[] {
  const type = dataType[0] ?? '';
  if (type.endsWith('[]')) {
    const item = { name, dataType: [type.slice(0, -2)], description: '', nestedProperties };
    return Array.isArray(value) && value.length > 0 ? value.flatMap((one) => misfits(one, item)) : [name];
  }
  if (type === 'object') {
    return isRecord(value) ? misfitsOf(value, nestedProperties).map((inner) => `${name}.${inner}`) : [name];
  }
  return fits(value, type) ? [] : [`${name}: ${JSON.stringify(value)} is no ${type}`];
}

function misfitsOf(values: Record<string, Json>, definitions: readonly PropertyDefinition[]): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const definition = definitions.find((one) => one.name === name);
    return definition ? misfits(value, definition) : [`${name} is not declared`];
  });
}

function fits(value: Json, type: string): boolean {
  switch (type) {
    case 'text':
      return typeof value === 'string' && value.trim() === value && value !== '';
    case 'int':
      return Number.isSafeInteger(value);
    case 'number':
      return Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'date':
      return typeof value === 'string' && new Date(value).toISOString() === value.replace('Z', '.000Z');
    case 'uuid':
      return typeof value === 'string' && UUID_V5.test(value);
    case 'blob':
      return typeof value === 'string' && Buffer.from(value, 'base64').toString('base64') === value;
    case 'geoCoordinates':
      return isRecord(value) && Number.isFinite(value['latitude']) && Number.isFinite(value['longitude']);
    case 'phoneNumber':
      return isRecord(value) && /^\+[\d ]+$/.test(JSON.stringify(value['input']).slice(1, -1));
    default:
      return false;
  }
}

function hashOf(all: Iterable<SampleObject>): string {
  const hash = createHash('sha256');
  for (const object of all) hash.update(JSON.stringify(object));
  return hash.digest('hex');
}

describe('sampleObjects', () => {
  it('makes between 2,000 and 3,000 objects with different ids', () => {
    expect(objects.length).toBeGreaterThanOrEqual(2000);
    expect(objects.length).toBeLessThanOrEqual(3000);
    expect(new Set(objects.map(({ id }) => id)).size).toBe(objects.length);
    expect(objects.filter(({ id }) => !UUID_V5.test(id))).toEqual([]);
  });

  it('makes the same objects on every call', () => {
    expect(hashOf(sampleObjects())).toBe(hashOf(objects));
  });

  it.each(sampleClasses.map((definition) => [definition.class, definition] as const))(
    'makes objects that fit class %s, and uses each of its properties',
    (name, { properties }) => {
      const ofClass = objects.filter((object) => object.class === name);
      expect(ofClass.flatMap((object) => misfitsOf(object.properties, properties))).toEqual([]);
      const used = new Set(ofClass.flatMap((object) => Object.keys(object.properties)));
      expect(properties.map((property) => property.name).filter((property) => !used.has(property))).toEqual(
        [],
      );
    },
  );

  it('gives each object the vectors of its class, as float32 values', () => {
    for (const { class: name, vector, vectors } of objects) {
      const vectorConfig = sampleClasses.find((definition) => definition.class === name)?.vectorConfig;
      expect(Object.keys(vectors ?? {})).toEqual(Object.keys(vectorConfig ?? {}));
      expect(vector === undefined).toBe(vectorConfig !== undefined);
      for (const values of [...(vector ? [vector] : []), ...Object.values(vectors ?? {})]) {
        expect(values.length).toBe(DIMENSIONS);
        expect(values.every((value) => Math.fround(value) === value)).toBe(true);
      }
    }
  });

  it('links countries and their facts by id, both ways', () => {
    const byId = new Map(objects.map((object) => [object.id, object]));
    for (const { id, properties } of objects.filter((object) => object.class === 'Country')) {
      const facts = objects.filter((object) => object.properties['subjectId'] === id);
      expect(properties['factIds']).toEqual(facts.map((fact) => fact.id));
      expect(facts.every((fact) => fact.properties['subject'] === byId.get(id)?.properties['name'])).toBe(
        true,
      );
    }
  });

  it('has no sentence twice, and each is one line that ends with a full stop', () => {
    const sentences = objects.flatMap(({ properties }) => properties['sentence'] ?? []);
    expect(new Set(sentences).size).toBe(sentences.length);
    expect(
      sentences.filter((sentence) => !/^[\p{Lu}][^\n]*\.$/u.test(JSON.stringify(sentence).slice(1, -1))),
    ).toEqual([]);
  });

  it('has letters beyond ASCII and objects that lack optional properties', () => {
    const names = objects.flatMap(({ properties }) => properties['name'] ?? []);
    expect(names).toEqual(expect.arrayContaining(['São Tomé and Príncipe', "Côte d'Ivoire", 'Türkiye']));
    const symbols = objects.map(({ properties }) => JSON.stringify(properties['sentence'] ?? '')).join('');
    for (const sign of ['Å', 'Ω', 'µ', '°', '²']) expect(symbols).toContain(sign);
    expect(objects.some((object) => object.class === 'Country' && !('capital' in object.properties))).toBe(
      true,
    );
    expect(objects.some((object) => object.class === 'Fact' && !('numbers' in object.properties))).toBe(true);
  });
});
