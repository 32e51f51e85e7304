/**
 * The version that this server answers with. Weaviate's clients ask for it before anything else, and choose by it which
 * calls they make: this is the first version that has the export API.
 */
export const WEAVIATE_VERSION = '1.37.0';
