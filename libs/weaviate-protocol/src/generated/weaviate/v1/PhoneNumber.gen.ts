// Original file: weaviate/v1/values.proto

import type { Long } from '@grpc/proto-loader';

export interface PhoneNumberInit {
  'countryCode'?: (number | string | Long);
  'defaultCountry'?: (string);
  'input'?: (string);
  'internationalFormatted'?: (string);
  'national'?: (number | string | Long);
  'nationalFormatted'?: (string);
  'valid'?: (boolean);
}

export interface PhoneNumber {
  'countryCode': (Long);
  'defaultCountry': (string);
  'input': (string);
  'internationalFormatted': (string);
  'national': (Long);
  'nationalFormatted': (string);
  'valid': (boolean);
}
