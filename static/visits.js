// The place of the phone, where its person asks for it. The form works without this file.
"use strict";

const button = document.querySelector("[data-locate]");
const said = document.querySelector("[data-located]");

if (button && said && "geolocation" in navigator) {
  button.hidden = false;
  button.addEventListener("click", () => {
    said.textContent = "در حال یافتن مکان…";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const [latitude, longitude] = button.dataset.locate.split(" ").map((id) => document.getElementById(id));
        latitude.value = coords.latitude.toFixed(5);
        longitude.value = coords.longitude.toFixed(5);
        latitude.dispatchEvent(new Event("input", { bubbles: true }));
        said.textContent = "مکان نوشته شد.";
      },
      () => { said.textContent = "مکان پیدا نشد؛ خالی بماند یا دو عدد را بنویسید."; },
      { enableHighAccuracy: true, timeout: 15000 },
    );
  });
}
