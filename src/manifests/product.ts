/** A switch among a chart's values, and how it stands where they don't say. */
export type Switch = { readonly path: readonly string[]; readonly otherwise: boolean };

/** The class that a chart makes. */
export type ChartClass = {
  /** Where its values name it, the first that does. */
  readonly names: readonly (readonly string[])[];
  /** `release`: as the release, where that holds the chart's name, else joined to it. */
  readonly otherwise: { readonly is: string } | 'release';
  /** All of these must be on. Absent: it is always made. */
  readonly when?: readonly Switch[];
  readonly isDefault?: Switch;
};

export type KnownChart = {
  readonly name: string;
  /** Parts of the repository's address. Absent: nobody else calls a chart so. */
  readonly from?: readonly string[];
  /** It is a controller where one of these is on. */
  readonly serves?: readonly Switch[];
  /** Its pods run where all of these are on, and unless one of `replicas` is 0. */
  readonly runs?: readonly Switch[];
  readonly replicas?: readonly (readonly string[])[];
  /** Which Ingresses it reads, where its values say less than all. */
  readonly reads?: Reads;
  /** Where its values put another tag in place of the chart's own. */
  readonly tag?: readonly string[];
  readonly ingressClass?: ChartClass;
  readonly gatewayClass?: ChartClass;
};

/** `classes`, `namespaces`: a name, names with commas, or a list of them; nothing is all. */
export type Reads = { readonly when?: readonly Switch[]; readonly classes?: readonly string[]; readonly namespaces?: { readonly path: readonly string[]; readonly when?: Switch } };

export type Product = {
  readonly name: string;
  readonly charts: readonly KnownChart[];
  /** Repositories of its controller's image, without the registry. */
  readonly images: readonly string[];
  /** `spec.controller` of its IngressClass, as globs. */
  readonly ingress: readonly string[];
  /** `spec.controllerName` of its GatewayClass, as globs. */
  readonly gateway: readonly string[];
  /** It makes its GatewayClass itself, with that name. */
  readonly ownGatewayClass?: string;
  /** API groups of routes that only it reads. */
  readonly groups?: readonly string[];
  readonly ended?: { readonly on: string; readonly because: string };
};
