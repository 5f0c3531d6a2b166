/** Reads the codes in a frame; undefined where it never will. */
export type Eye = (frame: ImageData) => Promise<readonly string[] | undefined>
