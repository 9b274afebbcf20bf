/** What K3s keeps in a datastore: the names of its bootstrap data in force, none where there is nothing of K3s. */
export interface KineState {
  readonly bootstrapNames: readonly string[];
}
