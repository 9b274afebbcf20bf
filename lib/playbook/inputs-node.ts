/** The keywords of an input's schema that are read by our own code. */
export interface InputNode {
  readonly default?: unknown;
  readonly generate?: TextWish | { readonly certificates: CertificatesWish };
  readonly sameOn?: string | { readonly group: string; readonly warn?: boolean };
  readonly knownKeys?: readonly string[];
  /** True, or the name of the file that the folder must hold. */
  readonly localFile?: true | string;
  readonly fileContent?: true;
  readonly properties?: Readonly<Record<string, InputNode>>;
  readonly description?: string;
}

/** Certificates that a schema asks for: the servers' group, and whom the client's certificate names. */
export interface CertificatesWish {
  readonly group: string;
  readonly client?: string;
}

/** A text that a schema asks for. */
export interface TextWish {
  readonly length: number;
  /** Only where the value is the word `generate`. */
  readonly asked?: boolean;
  /** Not where this other key of the same map has a value. */
  readonly unless?: string;
}
