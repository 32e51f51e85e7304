/** Says why a column cannot hold what an object has; who adds the object says which one it is. */
export class Misfit extends Error {}
