// Says in words what the console would be told: cancelled, no passkey, no device.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.getElementById("passkey-error").hidden = false;
});
