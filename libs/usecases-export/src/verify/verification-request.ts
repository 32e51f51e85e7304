/** A verification as a caller asks for it; still to be validated by the Verifier. */
export interface VerificationRequest {
  /** `source`: every object is compared with the source as well. */
  readonly against?: string;
  /** Where the export lies; what is absent is looked up. */
  readonly config?: { readonly bucket?: string; readonly path?: string };
}
