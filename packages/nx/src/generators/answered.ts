/** Options without the texts that were left empty: what Nx asks for and nobody answers is an empty text. */
export function answered<Options extends object>(options: Options): Options {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== '')) as Options;
}
