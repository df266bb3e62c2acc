/** The image `scripts/docker/ensure-engine.sh` makes: Debian with Python and pytest. */
export const baseImage = 'bugsmith-base:bookworm';
