/** Whether an instance's id can name a folder, a file, a branch and a tag of an image on any common system. */
export function isUsableName(name: string): boolean {
  return (
    name.length <= 200 &&
    /^[A-Za-z0-9_][A-Za-z0-9_.+-]*$/.test(name) &&
    !name.includes('..') &&
    !/(?:\.|\.lock)$/i.test(name) &&
    !/^(?:main|master|HEAD|con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(name)
  );
}

/** Whether a text is what a `FROM` line and a container engine take for the name of an image, and nothing else. */
export function isUsableImage(image: string | undefined): image is string {
  return (
    image !== undefined &&
    image.length <= 400 &&
    /^[a-z0-9]+(?:[._:/-]+[A-Za-z0-9_.-]+)*(?:@sha256:[0-9a-f]{64})?$/.test(image)
  );
}
