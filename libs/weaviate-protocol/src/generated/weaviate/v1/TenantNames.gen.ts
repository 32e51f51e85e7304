// Original file: weaviate/v1/tenants.proto


export interface TenantNamesInit {
  'values'?: (string)[];
}

export interface TenantNames {
  'values': (string)[];
}
