import { ExportError, type Json } from '@weaviate-export/entities-export';

/** The earth's radius in metres, as Weaviate reckons with it. */
const EARTH_RADIUS_M = 6_371_000;
const FULL_TURN_DEGREES = 360;

interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/**
 * Reads `{geoCoordinates: {latitude, longitude}, distance: {max}}`, whose distance is in metres along the earth's surface.
 * @param field what messages call it
 * @returns whether a value is a place within the range, its edge included
 * @throws ExportError FIELD_INVALID
 */
export function parseGeoRange(sent: Json<bigint>, field: string): (value: Json<bigint>) => boolean {
  const { geoCoordinates = null, distance = null } = membersOf(sent);
  const center = placeOf(geoCoordinates);
  if (
    center === undefined ||
    Math.abs(center.latitude) > FULL_TURN_DEGREES / 4 ||
    Math.abs(center.longitude) > FULL_TURN_DEGREES / 2
  )
    fail(
      `${field}.geoCoordinates`,
      geoCoordinates,
      'it must be {"latitude": -90 to 90, "longitude": -180 to 180}',
    );
  const { max = null } = membersOf(distance);
  if (typeof max !== 'number' || max < 0) fail(`${field}.distance.max`, max, 'it must be metres, 0 or more');
  return (value) => {
    const place = placeOf(value);
    return place !== undefined && metresBetween(center, place) <= max;
  };
}

function membersOf(value: Json<bigint>): Readonly<Record<string, Json<bigint>>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

function placeOf(value: Json<bigint>): Place | undefined {
  const { latitude, longitude } = membersOf(value);
  return typeof latitude === 'number' && typeof longitude === 'number' ? { latitude, longitude } : undefined;
}

/** Along a great circle, by the haversine formula. */
function metresBetween(a: Place, b: Place): number {
  const [from, to] = [radians(a.latitude), radians(b.latitude)];
  const north = Math.sin((to - from) / 2) ** 2;
  const east = Math.sin(radians(b.longitude - a.longitude) / 2) ** 2;
  const haversine = north + Math.cos(from) * Math.cos(to) * east;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(haversine)));
}

function radians(degrees: number): number {
  return (degrees * 2 * Math.PI) / FULL_TURN_DEGREES;
}

function fail(field: string, value: Json<bigint>, allowed: string): never {
  throw new ExportError('FIELD_INVALID', [field, value, allowed]);
}
