/** A canvas larger than this is refused by some browsers. */
const MOST_PIXELS = 16_000;
const MOST_AREA = 100_000_000;

/** A PNG of an SVG, in base 64, twice as fine as the screen where that is not too large. */
export async function rasterize(svg: string): Promise<string> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const { naturalWidth: width, naturalHeight: height } = image;
  const scale = Math.min(2, MOST_PIXELS / Math.max(width, height), Math.sqrt(MOST_AREA / (width * height)));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('There is no canvas');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const [, data = ''] = canvas.toDataURL('image/png').split(',');
  return data;
}
