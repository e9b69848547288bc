export default function FirstSteps(_: { onClose: () => void }) {
  return null
}
