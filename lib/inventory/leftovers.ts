/** Hidden files, and what editors and package managers leave beside the ones that are meant. */
export function isLeftover(name: string): boolean {
  return (
    /^[.#]|~$|\.(orig|bak|swp|pyc|pyo|rpmsave|rpmnew|dpkg-old|dpkg-new)$/.test(name) || name === '__pycache__'
  );
}
