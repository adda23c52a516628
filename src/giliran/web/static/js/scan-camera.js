// Codes in front of the camera: read by the browser where it can, else by the vendored reader.

const PAUSE = 110; // milliseconds between two looks
const WIDEST = 960; // pixels; more costs time and reads no better
const FORMATS = {
  native: ["qr_code", "data_matrix", "pdf417", "aztec", "code_128", "ean_13"],
  vendored: ["QRCode", "DataMatrix", "PDF417", "Aztec", "Code128", "EAN13"],
};

/* `tell` hears starting, ready, denied, missing, insecure or broken; `onText` each code that is read, many times a
   second for as long as it is in sight; nothing is looked for while `isBusy()`. */
export class Camera {
  constructor(place, { tell, onText, isBusy }) {
    Object.assign(this, { place, tell, onText, isBusy, video: place.querySelector("video"), at: 0, cameras: [] });
    this.canvas = document.createElement("canvas");
  }

  async start() {
    if (!navigator.mediaDevices) return this.tell(window.isSecureContext ? "missing" : "insecure");
    this.tell("starting");
    try {
      await this.open({ facingMode: "environment" });
      this.read = await reader(this.place.dataset);
      this.cameras = (await navigator.mediaDevices.enumerateDevices()).filter((one) => one.kind === "videoinput");
    } catch (fault) {
      return this.tell(reason(fault));
    }
    this.tell("ready");
    return this.look();
  }

  async open(which) {
    const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...size, ...which } });
    this.stream.getVideoTracks()[0].addEventListener("ended", () => this.tell("broken"));
    this.video.srcObject = this.stream;
    await this.video.play();
  }

  async next() {
    this.at = (this.at + 1) % this.cameras.length;
    await this.open({ deviceId: { exact: this.cameras[this.at].deviceId } }).catch((fault) => this.tell(reason(fault)));
  }

  async look() {
    for (;;) {
      if (!document.hidden && !this.isBusy() && this.video.readyState >= 2) {
        const text = await this.read(this.picture()).catch(() => "");
        if (text && !this.isBusy()) this.onText(text);
      }
      await new Promise((resolve) => { setTimeout(resolve, PAUSE); });
    }
  }

  picture() {
    const { videoWidth, videoHeight } = this.video;
    const scale = Math.min(1, WIDEST / videoWidth);
    this.canvas.width = Math.round(videoWidth * scale);
    this.canvas.height = Math.round(videoHeight * scale);
    const drawing = this.canvas.getContext("2d", { willReadFrequently: true });
    drawing.drawImage(this.video, 0, 0, this.canvas.width, this.canvas.height);
    return drawing.getImageData(0, 0, this.canvas.width, this.canvas.height);
  }
}

function reason(fault) {
  if (["NotAllowedError", "SecurityError"].includes(fault.name)) return "denied";
  return ["NotFoundError", "OverconstrainedError"].includes(fault.name) ? "missing" : "broken";
}

async function reader(files) {
  const known = await globalThis.BarcodeDetector?.getSupportedFormats().catch(() => []);
  if (known?.includes("qr_code")) {
    const detector = new BarcodeDetector({ formats: FORMATS.native.filter((one) => known.includes(one)) });
    return async (picture) => (await detector.detect(picture))[0]?.rawValue ?? "";
  }
  await load(files.reader);
  await ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => files.wasm }, fireImmediately: true });
  const options = { formats: FORMATS.vendored, maxNumberOfSymbols: 1, tryDownscale: true };
  return async (picture) => {
    const [found] = await ZXingWASM.readBarcodes(picture, options);
    return found?.isValid ? found.text : "";
  };
}

function load(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", resolve);
    script.addEventListener("error", () => reject(new Error(address)));
    document.head.append(script);
  });
}
