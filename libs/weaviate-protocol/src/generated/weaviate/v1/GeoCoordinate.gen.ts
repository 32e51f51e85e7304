// Original file: weaviate/v1/values.proto


export interface GeoCoordinateInit {
  'longitude'?: (number | string);
  'latitude'?: (number | string);
}

export interface GeoCoordinate {
  'longitude': (number);
  'latitude': (number);
}
