<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko" sourcelanguage="en">
    <context>
        <name>ApprovalBar</name>
        <message>
            <source>Approval of the edit</source>
            <translation>편집 승인</translation>
        </message>
        <message>
            <source>Back to the edit prompt</source>
            <translation>편집 프롬프트로 돌아가기</translation>
        </message>
        <message>
            <source>Change the edit</source>
            <translation>편집 바꾸기</translation>
        </message>
        <message>
            <source>Queue the clip with this recipe; the edit is not made again</source>
            <translation>이 레시피로 클립을 대기열에 넣습니다. 편집은 다시 만들지 않습니다</translation>
        </message>
        <message>
            <source>The recipe has changed since this edit was made. Make the edit again, or undo the change.</source>
            <translation>이 편집을 만든 뒤 레시피가 바뀌었습니다. 편집을 다시 만들거나 변경을 되돌리세요.</translation>
        </message>
        <message>
            <source>This is the edit at {}. Nothing is upscaled yet.</source>
            <translation>{} 크기의 편집입니다. 아직 업스케일하지 않았습니다.</translation>
        </message>
        <message>
            <source>Upscale this edit</source>
            <translation>이 편집 업스케일</translation>
        </message>
    </context>
    <context>
        <name>Banner</name>
        <message>
            <source>Details</source>
            <translation>자세히</translation>
        </message>
        <message>
            <source>The service is back. Jobs go on from their last finished window.</source>
            <translation>서비스가 돌아왔습니다. 작업은 마지막으로 끝난 구간부터 이어집니다.</translation>
        </message>
        <message>
            <source>The service is not answering. It is being started again; all that is done is kept.</source>
            <translation>서비스가 응답하지 않아 다시 시작하고 있습니다. 끝난 부분은 모두 보존됩니다.</translation>
        </message>
    </context>
    <context>
        <name>Binding</name>
        <message>
            <source>Change {}</source>
            <translation>{} 변경</translation>
        </message>
    </context>
    <context>
        <name>CandidatePane</name>
        <message>
            <source>Does not fit this machine.</source>
            <translation>이 컴퓨터에서는 쓸 수 없습니다.</translation>
        </message>
        <message>
            <source>Download {size}</source>
            <translation>{size} 내려받기</translation>
        </message>
        <message>
            <source>Downloading the model…</source>
            <translation>모델을 내려받는 중…</translation>
        </message>
        <message>
            <source>In use</source>
            <translation>사용 중</translation>
        </message>
        <message>
            <source>Measured with other settings</source>
            <translation>다른 설정으로 측정됨</translation>
        </message>
        <message>
            <source>Model of candidate {number}</source>
            <translation>후보 {number}의 모델</translation>
        </message>
        <message>
            <source>No estimate: {what}</source>
            <translation>예상 불가: {what}</translation>
        </message>
        <message>
            <source>Not previewed yet</source>
            <translation>아직 미리 보지 않았습니다</translation>
        </message>
        <message>
            <source>Progress of candidate {number}</source>
            <translation>후보 {number}의 진행</translation>
        </message>
        <message>
            <source>Remove candidate {number}</source>
            <translation>후보 {number} 빼기</translation>
        </message>
        <message>
            <source>Settings have changed since</source>
            <translation>이후 설정이 바뀌었습니다</translation>
        </message>
        <message>
            <source>Settings of candidate {number}</source>
            <translation>후보 {number}의 설정</translation>
        </message>
        <message>
            <source>Starting…</source>
            <translation>시작하는 중…</translation>
        </message>
        <message>
            <source>Strength, grain return and other settings of this candidate</source>
            <translation>이 후보의 강도, 그레인 복원과 그 밖의 설정</translation>
        </message>
        <message>
            <source>These pictures were made with other settings. Press Preview to make them again.</source>
            <translation>다른 설정으로 만든 그림입니다. 미리보기를 누르면 다시 만듭니다.</translation>
        </message>
        <message>
            <source>This model is not on this machine yet.</source>
            <translation>이 모델은 아직 이 컴퓨터에 없습니다.</translation>
        </message>
        <message>
            <source>Use the settings of candidate {number}</source>
            <translation>후보 {number}의 설정 사용</translation>
        </message>
        <message>
            <source>Use this</source>
            <translation>이것을 사용</translation>
        </message>
        <message>
            <source>Waits for its turn</source>
            <translation>차례를 기다립니다</translation>
        </message>
        <message>
            <source>Wipe candidate {number} against another</source>
            <translation>후보 {number}를 다른 후보와 와이프로 비교</translation>
        </message>
        <message>
            <source>Write these settings into the recipe; it can be undone</source>
            <translation>이 설정을 레시피에 넣습니다. 되돌릴 수 있습니다</translation>
        </message>
        <message>
            <source>{model} · does not fit this machine</source>
            <translation>{model} · 이 컴퓨터에 맞지 않음</translation>
        </message>
        <message>
            <source>{model} · download, {size}</source>
            <translation>{model} · 내려받기, {size}</translation>
        </message>
    </context>
    <context>
        <name>CandidateSettings</name>
        <message>
            <source>Always</source>
            <translation>항상</translation>
        </message>
        <message>
            <source>As in the recipe</source>
            <translation>레시피와 같게</translation>
        </message>
        <message>
            <source>Colour</source>
            <translation>색</translation>
        </message>
        <message>
            <source>Fast</source>
            <translation>빠르게</translation>
        </message>
        <message>
            <source>Grain return</source>
            <translation>그레인 복원</translation>
        </message>
        <message>
            <source>How much of the model's detail is used; at 0 % it is the source, enlarged</source>
            <translation>모델이 만든 디테일을 쓰는 정도. 0 %이면 원본을 확대한 것입니다</translation>
        </message>
        <message>
            <source>How much of the source's own grain is given back</source>
            <translation>원본의 그레인을 되돌리는 정도</translation>
        </message>
        <message>
            <source>Match the source's colour</source>
            <translation>원본 색에 맞추기</translation>
        </message>
        <message>
            <source>Negative prompt</source>
            <translation>네거티브 프롬프트</translation>
        </message>
        <message>
            <source>Never</source>
            <translation>안 함</translation>
        </message>
        <message>
            <source>Prompt</source>
            <translation>프롬프트</translation>
        </message>
        <message>
            <source>Quality</source>
            <translation>품질</translation>
        </message>
        <message>
            <source>Settings of candidate {number}</source>
            <translation>후보 {number}의 설정</translation>
        </message>
        <message>
            <source>Stabilise</source>
            <translation>안정화</translation>
        </message>
        <message>
            <source>Standard</source>
            <translation>표준</translation>
        </message>
        <message>
            <source>Steps</source>
            <translation>단계 수</translation>
        </message>
        <message>
            <source>Strength</source>
            <translation>강도</translation>
        </message>
        <message>
            <source>Take all settings of the recipe again; the model stays</source>
            <translation>레시피의 설정을 모두 다시 가져옵니다. 모델은 그대로입니다</translation>
        </message>
        <message>
            <source>The model's own</source>
            <translation>모델 기본값</translation>
        </message>
        <message>
            <source>Where it helps</source>
            <translation>도움이 될 때</translation>
        </message>
    </context>
    <context>
        <name>CheckCard</name>
        <message>
            <source>Choice</source>
            <translation>선택</translation>
        </message>
        <message>
            <source>Choice needed</source>
            <translation>선택 필요</translation>
        </message>
        <message>
            <source>Choose…</source>
            <translation>선택…</translation>
        </message>
        <message>
            <source>Decided</source>
            <translation>결정됨</translation>
        </message>
        <message>
            <source>Good to know</source>
            <translation>참고</translation>
        </message>
    </context>
    <context>
        <name>ClipDetail</name>
        <message>
            <source>Alpha</source>
            <translation>알파</translation>
        </message>
        <message>
            <source>Change range</source>
            <translation>범위 변경</translation>
        </message>
        <message>
            <source>Colour</source>
            <translation>색</translation>
        </message>
        <message>
            <source>Decide on {}</source>
            <translation>{} 결정</translation>
        </message>
        <message>
            <source>Rate</source>
            <translation>프레임 속도</translation>
        </message>
        <message>
            <source>Selected clip</source>
            <translation>선택한 클립</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>크기</translation>
        </message>
        <message>
            <source>Sound</source>
            <translation>음성</translation>
        </message>
        <message>
            <source>Stored as</source>
            <translation>저장 형식</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>다시 시도</translation>
        </message>
    </context>
    <context>
        <name>ClipList</name>
        <message>
            <source>Clips</source>
            <translation>클립</translation>
        </message>
    </context>
    <context>
        <name>Comparison</name>
        <message>
            <source>Select a clip first.</source>
            <translation>먼저 클립을 선택하세요.</translation>
        </message>
        <message>
            <source>Use previewed settings</source>
            <translation>미리 본 설정 사용</translation>
        </message>
    </context>
    <context>
        <name>ConditionsSection</name>
        <message>
            <source>A clip to follow, or the one whose pixels are kept</source>
            <translation>따를 클립, 또는 픽셀을 그대로 둘 클립</translation>
        </message>
        <message>
            <source>Conditions</source>
            <translation>조건</translation>
        </message>
        <message>
            <source>Fast</source>
            <translation>빠르게</translation>
        </message>
        <message>
            <source>How much of the model's detail to use</source>
            <translation>모델이 만든 디테일을 쓰는 정도</translation>
        </message>
        <message>
            <source>More steps take longer; the model's own number is a good start</source>
            <translation>단계가 많을수록 오래 걸립니다. 모델 기본값으로 시작하면 좋습니다</translation>
        </message>
        <message>
            <source>Negative prompt</source>
            <translation>네거티브 프롬프트</translation>
        </message>
        <message>
            <source>None</source>
            <translation>없음</translation>
        </message>
        <message>
            <source>Prompt</source>
            <translation>프롬프트</translation>
        </message>
        <message>
            <source>Quality</source>
            <translation>품질</translation>
        </message>
        <message>
            <source>Reference images</source>
            <translation>참조 이미지</translation>
        </message>
        <message>
            <source>Reference video</source>
            <translation>참조 영상</translation>
        </message>
        <message>
            <source>Seed</source>
            <translation>시드</translation>
        </message>
        <message>
            <source>Standard</source>
            <translation>표준</translation>
        </message>
        <message>
            <source>Steps</source>
            <translation>단계 수</translation>
        </message>
        <message>
            <source>Strength</source>
            <translation>강도</translation>
        </message>
        <message>
            <source>The clip itself</source>
            <translation>클립 자신</translation>
        </message>
        <message>
            <source>The model's own</source>
            <translation>모델 기본값</translation>
        </message>
        <message>
            <source>The same seed makes the same pictures</source>
            <translation>시드가 같으면 같은 그림이 나옵니다</translation>
        </message>
        <message>
            <source>What the shot shows</source>
            <translation>장면에 보이는 것</translation>
        </message>
        <message>
            <source>What to avoid</source>
            <translation>피할 것</translation>
        </message>
    </context>
    <context>
        <name>CropDialog</name>
        <message>
            <source>Crop</source>
            <translation>자르기</translation>
        </message>
        <message>
            <source>Crop reference image</source>
            <translation>참조 이미지 자르기</translation>
        </message>
        <message>
            <source>Height</source>
            <translation>높이</translation>
        </message>
        <message>
            <source>Left</source>
            <translation>왼쪽</translation>
        </message>
        <message>
            <source>Reading…</source>
            <translation>읽는 중…</translation>
        </message>
        <message>
            <source>Top</source>
            <translation>위쪽</translation>
        </message>
        <message>
            <source>Width</source>
            <translation>너비</translation>
        </message>
    </context>
    <context>
        <name>CropView</name>
        <message>
            <source>Arrows move the frame, with Shift they change its size</source>
            <translation>화살표로 틀을 옮기고, Shift와 함께 누르면 크기를 바꿉니다</translation>
        </message>
        <message>
            <source>Picture to crop</source>
            <translation>자를 그림</translation>
        </message>
    </context>
    <context>
        <name>CutOuts</name>
        <message>
            <source>Cut out of its background</source>
            <translation>배경에서 오려 내기</translation>
        </message>
        <message>
            <source>Cut out of its background, by {}</source>
            <translation>배경에서 오려 내기 ({})</translation>
        </message>
        <message>
            <source>To cut pictures out, put a segmentation network (U2-Net, IS-Net or BiRefNet as ONNX) into {}</source>
            <translation>그림을 오려 내려면 분할 신경망(U2-Net, IS-Net, BiRefNet의 ONNX 파일)을 이 폴더에 넣으세요: {}</translation>
        </message>
    </context>
    <context>
        <name>DisplayButton</name>
        <message>
            <source>Display</source>
            <translation>디스플레이</translation>
        </message>
        <message>
            <source>Display, exposure and channels</source>
            <translation>디스플레이, 노출, 채널</translation>
        </message>
    </context>
    <context>
        <name>DisplayForm</name>
        <message>
            <source> stops</source>
            <translation> 스톱</translation>
        </message>
        <message>
            <source>Alpha</source>
            <translation>알파</translation>
        </message>
        <message>
            <source>As it is meant</source>
            <translation>의도된 대로</translation>
        </message>
        <message>
            <source>Blue</source>
            <translation>파랑</translation>
        </message>
        <message>
            <source>Brightness</source>
            <translation>밝기</translation>
        </message>
        <message>
            <source>Channels</source>
            <translation>채널</translation>
        </message>
        <message>
            <source>Colour</source>
            <translation>색</translation>
        </message>
        <message>
            <source>Display</source>
            <translation>디스플레이</translation>
        </message>
        <message>
            <source>Exposure</source>
            <translation>노출</translation>
        </message>
        <message>
            <source>Gamma</source>
            <translation>감마</translation>
        </message>
        <message>
            <source>Green</source>
            <translation>초록</translation>
        </message>
        <message>
            <source>Red</source>
            <translation>빨강</translation>
        </message>
        <message>
            <source>View</source>
            <translation>뷰</translation>
        </message>
        <message>
            <source>What suits the clip</source>
            <translation>클립에 맞게</translation>
        </message>
    </context>
    <context>
        <name>Download</name>
        <message>
            <source>Download</source>
            <translation>내려받기</translation>
        </message>
        <message>
            <source>Download {}</source>
            <translation>{} 내려받기</translation>
        </message>
        <message>
            <source>Stop the download</source>
            <translation>내려받기 중지</translation>
        </message>
    </context>
    <context>
        <name>Draft</name>
        <message>
            <source>Add clip</source>
            <translation>클립 추가</translation>
        </message>
        <message>
            <source>Add clips</source>
            <translation>클립 추가</translation>
        </message>
        <message>
            <source>Change clip</source>
            <translation>클립 변경</translation>
        </message>
        <message>
            <source>Change output</source>
            <translation>출력 변경</translation>
        </message>
        <message>
            <source>Change recipe</source>
            <translation>레시피 변경</translation>
        </message>
        <message>
            <source>Move clips</source>
            <translation>클립 옮기기</translation>
        </message>
        <message>
            <source>No format is chosen for the results.</source>
            <translation>결과 형식을 고르지 않았습니다.</translation>
        </message>
        <message>
            <source>Remove clip</source>
            <translation>클립 빼기</translation>
        </message>
        <message>
            <source>Remove clips</source>
            <translation>클립 빼기</translation>
        </message>
        <message>
            <source>The clip is still being read.</source>
            <translation>클립을 아직 읽고 있습니다.</translation>
        </message>
    </context>
    <context>
        <name>DraftRecipe</name>
        <message>
            <source>No weights of this model are public: choose a folder of weights that you trained.</source>
            <translation>이 모델의 공개된 가중치는 없습니다. 직접 학습한 가중치의 폴더를 고르세요.</translation>
        </message>
        <message>
            <source>Pixels can be kept of a reference video only: choose the clip as it was before it was edited.</source>
            <translation>픽셀은 참조 영상에서만 그대로 둘 수 있습니다. 편집하기 전의 클립을 고르세요.</translation>
        </message>
        <message>
            <source>This model makes edits: choose it under Edit, and here the one that upscales.</source>
            <translation>편집을 만드는 모델입니다. 편집에서 고르고, 여기서는 업스케일할 모델을 고르세요.</translation>
        </message>
    </context>
    <context>
        <name>EditSection</name>
        <message>
            <source>A folder of a model of your own</source>
            <translation>가지고 있는 모델의 폴더</translation>
        </message>
        <message>
            <source>Edit</source>
            <translation>편집</translation>
        </message>
        <message>
            <source>Edit prompt</source>
            <translation>편집 프롬프트</translation>
        </message>
        <message>
            <source>Edit strength</source>
            <translation>편집 강도</translation>
        </message>
        <message>
            <source>How far the edit may leave the clip: a little noise keeps most of it, 100 % begins from noise alone</source>
            <translation>편집이 클립에서 벗어나도 되는 정도. 낮으면 대부분 그대로 두고, 100 %이면 노이즈에서 시작합니다</translation>
        </message>
        <message>
            <source>Keep</source>
            <translation>그대로 두기</translation>
        </message>
        <message>
            <source>Look at the edit</source>
            <translation>편집 보기</translation>
        </message>
        <message>
            <source>Made by</source>
            <translation>만드는 모델</translation>
        </message>
        <message>
            <source>Make it at low resolution, to be looked at before it is upscaled</source>
            <translation>업스케일하기 전에 볼 수 있게 낮은 해상도로 만듭니다</translation>
        </message>
        <message>
            <source>Make the edit</source>
            <translation>편집 만들기</translation>
        </message>
        <message>
            <source>The edit is being made: {} of {} frames.</source>
            <translation>편집을 만드는 중: {} / {}프레임.</translation>
        </message>
        <message>
            <source>The edit is made, {} × {} pixels. Look at it, then upscale it.</source>
            <translation>편집을 만들었습니다: {} × {}픽셀. 보고 나서 업스케일하세요.</translation>
        </message>
        <message>
            <source>The edit is paused.</source>
            <translation>편집이 일시 정지되었습니다.</translation>
        </message>
        <message>
            <source>The edit waits in the queue.</source>
            <translation>편집이 대기열에서 기다립니다.</translation>
        </message>
        <message>
            <source>The model that makes the edit, at low resolution</source>
            <translation>낮은 해상도로 편집을 만드는 모델</translation>
        </message>
        <message>
            <source>The usual model</source>
            <translation>기본 모델</translation>
        </message>
        <message>
            <source>What to change, for example: make the jacket red</source>
            <translation>바꿀 것, 예: make the jacket red</translation>
        </message>
        <message>
            <source>{} frames at {} × {} pixels. Not made yet.</source>
            <translation>{}프레임, {} × {}픽셀. 아직 만들지 않았습니다.</translation>
        </message>
    </context>
    <context>
        <name>Edits</name>
        <message>
            <source>Make the edit first: what is tried here is how it is upscaled.</source>
            <translation>먼저 편집을 만드세요. 여기서는 편집을 업스케일한 모습을 시험합니다.</translation>
        </message>
        <message>
            <source>{title} (edit)</source>
            <translation>{title} (편집)</translation>
        </message>
    </context>
    <context>
        <name>EmptyQueue</name>
        <message>
            <source>Choose a clip and a recipe, then “Add to queue”. Jobs go on when this window is closed.</source>
            <translation>클립과 레시피를 고르고 “대기열에 추가”를 누르세요. 이 창을 닫아도 작업은 계속됩니다.</translation>
        </message>
        <message>
            <source>Nothing is in the queue</source>
            <translation>대기열이 비어 있습니다</translation>
        </message>
    </context>
    <context>
        <name>EmptySources</name>
        <message>
            <source>Add files…</source>
            <translation>파일 추가…</translation>
        </message>
        <message>
            <source>Add folder…</source>
            <translation>폴더 추가…</translation>
        </message>
        <message>
            <source>All clips in a folder (Ctrl+Shift+O)</source>
            <translation>폴더 안의 모든 클립 (Ctrl+Shift+O)</translation>
        </message>
        <message>
            <source>Drop clips here</source>
            <translation>여기에 클립을 놓으세요</translation>
        </message>
        <message>
            <source>Movies, folders of frames, or a timeline: OTIO, FCPXML, XML, EDL, AAF, Kdenlive, MLT</source>
            <translation>영상, 프레임 폴더, 또는 타임라인: OTIO, FCPXML, XML, EDL, AAF, Kdenlive, MLT</translation>
        </message>
        <message>
            <source>Movies, pictures or timelines (Ctrl+O)</source>
            <translation>영상, 그림 또는 타임라인 (Ctrl+O)</translation>
        </message>
    </context>
    <context>
        <name>EmptyStage</name>
        <message>
            <source>Clips that you add, and finished takes beside their sources, are shown here. Drop files anywhere in the window.</source>
            <translation>추가한 클립, 그리고 원본과 나란히 놓인 완성 테이크가 여기에 보입니다. 파일은 창 어디에나 놓을 수 있습니다.</translation>
        </message>
        <message>
            <source>Nothing to look at yet</source>
            <translation>아직 볼 것이 없습니다</translation>
        </message>
    </context>
    <context>
        <name>EntryDetail</name>
        <message>
            <source>1 of 2: the edit</source>
            <translation>1/2: 편집</translation>
        </message>
        <message>
            <source>2 of 2: the upscale</source>
            <translation>2/2: 업스케일</translation>
        </message>
        <message>
            <source>Device</source>
            <translation>장치</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>폴더</translation>
        </message>
        <message>
            <source>Memory</source>
            <translation>메모리</translation>
        </message>
        <message>
            <source>Now</source>
            <translation>지금</translation>
        </message>
        <message>
            <source>Restarts</source>
            <translation>재시작</translation>
        </message>
        <message>
            <source>Step</source>
            <translation>단계</translation>
        </message>
        <message numerus="yes">
            <source>The worker was started again %n time(s). Nothing that was done is lost.</source>
            <translation>
                <numerusform>작업 프로세스를 %n번 다시 시작했습니다. 끝난 부분은 잃지 않았습니다.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>ErrorCard</name>
        <message>
            <source>Copied</source>
            <translation>복사됨</translation>
        </message>
        <message>
            <source>Copies the error and the facts of this machine, to send to who can help</source>
            <translation>도움을 줄 사람에게 보낼 수 있도록 오류와 이 컴퓨터의 정보를 복사합니다</translation>
        </message>
        <message>
            <source>Copy report</source>
            <translation>보고서 복사</translation>
        </message>
        <message>
            <source>Include file paths</source>
            <translation>파일 경로 포함</translation>
        </message>
        <message>
            <source>Names of folders and files can tell what you work on. They are left out otherwise.</source>
            <translation>폴더와 파일 이름에서 작업 내용이 드러날 수 있습니다. 선택하지 않으면 빠집니다.</translation>
        </message>
        <message>
            <source>What to do now</source>
            <translation>지금 할 일</translation>
        </message>
        <message>
            <source>Why</source>
            <translation>이유</translation>
        </message>
    </context>
    <context>
        <name>Farm</name>
        <message>
            <source>Run it on this machine, as the farm would</source>
            <translation>팜에서처럼 이 컴퓨터에서 실행</translation>
        </message>
        <message>
            <source>Submit it</source>
            <translation>제출</translation>
        </message>
        <message>
            <source>Submit it to Deadline Cloud</source>
            <translation>Deadline Cloud에 제출</translation>
        </message>
        <message>
            <source>The service has not answered yet.</source>
            <translation>서비스가 아직 답하지 않았습니다.</translation>
        </message>
        <message>
            <source>To send jobs to a farm, install what it needs: {}</source>
            <translation>작업을 팜으로 보내려면 필요한 것을 설치하세요: {}</translation>
        </message>
    </context>
    <context>
        <name>FarmDialog</name>
        <message numerus="yes">
            <source>%n clip(s)</source>
            <translation>
                <numerusform>클립 %n개</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n frame(s)</source>
            <translation>
                <numerusform>%n프레임</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n task(s)</source>
            <translation>
                <numerusform>태스크 %n개</numerusform>
            </translation>
        </message>
        <message>
            <source>Choose a folder first.</source>
            <translation>먼저 폴더를 고르세요.</translation>
        </message>
        <message>
            <source>Choose the folder</source>
            <translation>폴더 선택</translation>
        </message>
        <message>
            <source>Clip {} of {}</source>
            <translation>클립 {}/{}</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>닫기</translation>
        </message>
        <message>
            <source>Each clip gets a folder of its own in it</source>
            <translation>클립마다 그 안에 폴더를 하나씩 만듭니다</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>내보내기</translation>
        </message>
        <message>
            <source>Exporting…</source>
            <translation>내보내는 중…</translation>
        </message>
        <message>
            <source>Farm</source>
            <translation>팜</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>폴더</translation>
        </message>
        <message>
            <source>Folder for the farm's jobs</source>
            <translation>팜 작업을 둘 폴더</translation>
        </message>
        <message>
            <source>Machines of the farm that work on it at once; counted as if each were like this one</source>
            <translation>동시에 일하는 팜의 컴퓨터 수. 모두 이 컴퓨터와 같다고 보고 셉니다</translation>
        </message>
        <message>
            <source>Measuring…</source>
            <translation>측정 중…</translation>
        </message>
        <message>
            <source>Not known</source>
            <translation>알 수 없음</translation>
        </message>
        <message>
            <source>On storage that the workers reach</source>
            <translation>워커가 접근할 수 있는 저장소</translation>
        </message>
        <message numerus="yes">
            <source>On the farm, %n worker(s)</source>
            <translation>
                <numerusform>팜에서, 워커 %n대</numerusform>
            </translation>
        </message>
        <message>
            <source>On this machine</source>
            <translation>이 컴퓨터에서</translation>
        </message>
        <message>
            <source>Send to farm</source>
            <translation>팜으로 보내기</translation>
        </message>
        <message>
            <source>Workers</source>
            <translation>워커</translation>
        </message>
        <message>
            <source>a GPU with {}</source>
            <translation>{} GPU</translation>
        </message>
        <message>
            <source>{} of memory a worker</source>
            <translation>워커당 메모리 {}</translation>
        </message>
    </context>
    <context>
        <name>FinishControls</name>
        <message>
            <source>As it was</source>
            <translation>처음대로</translation>
        </message>
        <message>
            <source>Grain return</source>
            <translation>그레인 복원</translation>
        </message>
        <message>
            <source>How much of the source's own grain is given back</source>
            <translation>원본의 그레인을 되돌리는 정도</translation>
        </message>
        <message>
            <source>How much of the take is used; at 0 % it is the source, enlarged</source>
            <translation>테이크를 쓰는 정도. 0 %이면 원본을 확대한 것입니다</translation>
        </message>
        <message>
            <source>Keeps the result's colour and exposure those of the source</source>
            <translation>결과의 색과 노출을 원본과 같게 유지합니다</translation>
        </message>
        <message>
            <source>Make this take</source>
            <translation>이 테이크 만들기</translation>
        </message>
        <message>
            <source>Match colour</source>
            <translation>색 맞추기</translation>
        </message>
        <message>
            <source>Progress of the preview</source>
            <translation>미리보기의 진행</translation>
        </message>
        <message>
            <source>Put it into the queue under a new name; the take that is there stays ({key})</source>
            <translation>새 이름으로 대기열에 넣습니다. 있던 테이크는 남습니다 ({key})</translation>
        </message>
        <message>
            <source>Put the sliders where they give the take as it is</source>
            <translation>슬라이더를 지금 테이크의 값으로 되돌립니다</translation>
        </message>
        <message>
            <source>Region</source>
            <translation>영역</translation>
        </message>
        <message>
            <source>Strength</source>
            <translation>강도</translation>
        </message>
        <message>
            <source>The model is not run again: changes are seen within seconds.</source>
            <translation>모델을 다시 실행하지 않으므로 바뀐 결과가 몇 초 안에 보입니다.</translation>
        </message>
        <message>
            <source>{name} is in the queue.</source>
            <translation>{name}을(를) 대기열에 넣었습니다.</translation>
        </message>
    </context>
    <context>
        <name>FinishSection</name>
        <message>
            <source>Always</source>
            <translation>항상</translation>
        </message>
        <message>
            <source>Finish</source>
            <translation>마무리</translation>
        </message>
        <message>
            <source>Grain return</source>
            <translation>그레인 복원</translation>
        </message>
        <message>
            <source>How much of the source's own grain to put back</source>
            <translation>원본의 그레인을 되돌리는 정도</translation>
        </message>
        <message>
            <source>Keeps fine detail still from frame to frame, for models that look at one frame at a time</source>
            <translation>한 프레임씩 보는 모델에서 미세한 디테일이 프레임마다 흔들리지 않게 합니다</translation>
        </message>
        <message>
            <source>Keeps the result's colour and exposure those of the source</source>
            <translation>결과의 색과 노출을 원본과 같게 유지합니다</translation>
        </message>
        <message>
            <source>Match colour</source>
            <translation>색 맞추기</translation>
        </message>
        <message>
            <source>Never</source>
            <translation>안 함</translation>
        </message>
        <message>
            <source>Stabilise</source>
            <translation>안정화</translation>
        </message>
        <message>
            <source>Where it helps</source>
            <translation>도움이 될 때</translation>
        </message>
    </context>
    <context>
        <name>FinishView</name>
        <message>
            <source>Finish of a take</source>
            <translation>테이크 마무리</translation>
        </message>
    </context>
    <context>
        <name>Link</name>
        <message>
            <source>Copy the report and send it to the makers of uprez.</source>
            <translation>보고서를 복사해 uprez를 만드는 이들에게 보내 주세요.</translation>
        </message>
        <message>
            <source>Something unexpected happened.</source>
            <translation>예상하지 못한 일이 일어났습니다.</translation>
        </message>
    </context>
    <context>
        <name>LivePicture</name>
        <message>
            <source>Last finished frame</source>
            <translation>마지막으로 끝난 프레임</translation>
        </message>
    </context>
    <context>
        <name>MainWindow</name>
        <message numerus="yes">
            <source>%n job(s) go on without this window.</source>
            <translation>
                <numerusform>이 창이 없어도 작업 %n개가 계속됩니다.</numerusform>
            </translation>
        </message>
        <message>
            <source>Close the window</source>
            <translation>창 닫기</translation>
        </message>
        <message>
            <source>Do not say this again</source>
            <translation>다시 알리지 않기</translation>
        </message>
        <message>
            <source>Queue</source>
            <translation>대기열</translation>
        </message>
        <message>
            <source>Stay</source>
            <translation>머무르기</translation>
        </message>
        <message>
            <source>The service works on by itself. Open uprez again at any time to see how far it is.</source>
            <translation>서비스가 스스로 계속 일합니다. 언제든 uprez를 다시 열어 진행을 볼 수 있습니다.</translation>
        </message>
    </context>
    <context>
        <name>MaskRow</name>
        <message>
            <source>A picture, or a clip as long as this one: white where it was edited</source>
            <translation>그림, 또는 이 클립과 길이가 같은 클립. 편집한 곳이 흰색</translation>
        </message>
        <message>
            <source>Mask</source>
            <translation>마스크</translation>
        </message>
        <message>
            <source>Nothing</source>
            <translation>없음</translation>
        </message>
        <message>
            <source>Pixels that are taken from the clip as it was before the edit</source>
            <translation>편집하기 전의 클립에서 가져올 픽셀</translation>
        </message>
        <message>
            <source>What did not change</source>
            <translation>바뀌지 않은 곳</translation>
        </message>
        <message>
            <source>Where a mask is black</source>
            <translation>마스크가 검은 곳</translation>
        </message>
    </context>
    <context>
        <name>Menus</name>
        <message>
            <source>&amp;Edit</source>
            <translation>편집(&amp;E)</translation>
        </message>
        <message>
            <source>&amp;File</source>
            <translation>파일(&amp;F)</translation>
        </message>
        <message>
            <source>&amp;Help</source>
            <translation>도움말(&amp;H)</translation>
        </message>
        <message>
            <source>&amp;Job</source>
            <translation>작업(&amp;J)</translation>
        </message>
        <message>
            <source>&amp;View</source>
            <translation>보기(&amp;V)</translation>
        </message>
        <message>
            <source>About uprez</source>
            <translation>uprez 정보</translation>
        </message>
        <message>
            <source>As the system</source>
            <translation>시스템에 맞춤</translation>
        </message>
        <message>
            <source>Close the window</source>
            <translation>창 닫기</translation>
        </message>
        <message>
            <source>Copy report</source>
            <translation>보고서 복사</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>어둡게</translation>
        </message>
        <message>
            <source>Full screen</source>
            <translation>전체 화면</translation>
        </message>
        <message>
            <source>In the queue</source>
            <translation>대기열에서</translation>
        </message>
        <message>
            <source>Keyboard shortcuts</source>
            <translation>키보드 단축키</translation>
        </message>
        <message>
            <source>Language</source>
            <translation>언어</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>밝게</translation>
        </message>
        <message>
            <source>Marked in the queue</source>
            <translation>대기열에서 선택한 항목</translation>
        </message>
        <message>
            <source>Preview</source>
            <translation>미리보기</translation>
        </message>
        <message>
            <source>Queue</source>
            <translation>대기열</translation>
        </message>
        <message>
            <source>Quit</source>
            <translation>끝내기</translation>
        </message>
        <message>
            <source>Recipe</source>
            <translation>레시피</translation>
        </message>
        <message>
            <source>Redo</source>
            <translation>다시 하기</translation>
        </message>
        <message>
            <source>Show the queue</source>
            <translation>대기열 보이기</translation>
        </message>
        <message>
            <source>Sources</source>
            <translation>소스</translation>
        </message>
        <message>
            <source>Theme</source>
            <translation>테마</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>되돌리기</translation>
        </message>
        <message>
            <source>Upscales shots: colour, alpha, sound and timecode intact. Apache License 2.0.</source>
            <translation>색, 알파, 음성, 타임코드를 그대로 둔 채 샷을 업스케일합니다. Apache License 2.0.</translation>
        </message>
        <message>
            <source>Viewer</source>
            <translation>뷰어</translation>
        </message>
    </context>
    <context>
        <name>Messages</name>
        <message>
            <source>Close this message</source>
            <translation>이 알림 닫기</translation>
        </message>
    </context>
    <context>
        <name>ModelButton</name>
        <message>
            <source>Model: {}</source>
            <translation>모델: {}</translation>
        </message>
    </context>
    <context>
        <name>ModelList</name>
        <message>
            <source>A checkpoint in a folder: UniMMVSR, STAR, StableVSR</source>
            <translation>폴더에 든 체크포인트: UniMMVSR, STAR, StableVSR</translation>
        </message>
        <message>
            <source>A file of weights: .safetensors, .pth or .onnx</source>
            <translation>가중치 파일: .safetensors, .pth 또는 .onnx</translation>
        </message>
        <message>
            <source>A folder…</source>
            <translation>폴더…</translation>
        </message>
        <message>
            <source>Models</source>
            <translation>모델</translation>
        </message>
        <message>
            <source>Weights of your own…</source>
            <translation>내 가중치…</translation>
        </message>
    </context>
    <context>
        <name>ModelSection</name>
        <message>
            <source>Asking which models there are…</source>
            <translation>어떤 모델이 있는지 묻는 중…</translation>
        </message>
        <message>
            <source>Choose another model (Alt+M)</source>
            <translation>다른 모델 선택 (Alt+M)</translation>
        </message>
        <message>
            <source>Choose model</source>
            <translation>모델 선택</translation>
        </message>
        <message>
            <source>Folder of a checkpoint of your own</source>
            <translation>가지고 있는 체크포인트의 폴더</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>모델</translation>
        </message>
        <message>
            <source>Weights (*.safetensors *.pth *.pt *.ckpt *.onnx)</source>
            <translation>가중치 (*.safetensors *.pth *.pt *.ckpt *.onnx)</translation>
        </message>
        <message>
            <source>Weights of your own</source>
            <translation>내 가중치</translation>
        </message>
    </context>
    <context>
        <name>ModelWords</name>
        <message>
            <source>any size</source>
            <translation>모든 크기</translation>
        </message>
        <message>
            <source>no public weights</source>
            <translation>공개된 가중치 없음</translation>
        </message>
        <message>
            <source>nothing to download</source>
            <translation>내려받을 것 없음</translation>
        </message>
        <message>
            <source>{} to download</source>
            <translation>{} 내려받기 필요</translation>
        </message>
        <message>
            <source>{}, installed</source>
            <translation>{}, 설치됨</translation>
        </message>
    </context>
    <context>
        <name>MoreSection</name>
        <message>
            <source>16-bit float</source>
            <translation>16비트 부동소수</translation>
        </message>
        <message>
            <source>32-bit float</source>
            <translation>32비트 부동소수</translation>
        </message>
        <message>
            <source>Alpha</source>
            <translation>알파</translation>
        </message>
        <message>
            <source>Arithmetic of the networks</source>
            <translation>신경망 연산의 정밀도</translation>
        </message>
        <message>
            <source>Automatic</source>
            <translation>자동</translation>
        </message>
        <message>
            <source>By Lanczos</source>
            <translation>란초스로</translation>
        </message>
        <message>
            <source>By the model</source>
            <translation>모델로</translation>
        </message>
        <message>
            <source>Cuts</source>
            <translation>컷</translation>
        </message>
        <message>
            <source>Detect</source>
            <translation>감지</translation>
        </message>
        <message>
            <source>Device</source>
            <translation>장치</translation>
        </message>
        <message>
            <source>Frames that are worked on together. Of an edit, those of its upscale</source>
            <translation>함께 처리하는 프레임 수. 편집에서는 업스케일 단계의 값입니다</translation>
        </message>
        <message>
            <source>How a diffusion model steps from noise to picture</source>
            <translation>확산 모델이 노이즈에서 그림으로 가는 방식</translation>
        </message>
        <message>
            <source>How alpha is upscaled</source>
            <translation>알파를 업스케일하는 방식</translation>
        </message>
        <message>
            <source>More</source>
            <translation>더 보기</translation>
        </message>
        <message>
            <source>None</source>
            <translation>없음</translation>
        </message>
        <message>
            <source>Nothing is carried across a cut</source>
            <translation>컷을 넘어 이어지는 것은 없습니다</translation>
        </message>
        <message>
            <source>Precision</source>
            <translation>정밀도</translation>
        </message>
        <message>
            <source>Runtime</source>
            <translation>런타임</translation>
        </message>
        <message>
            <source>Sampler</source>
            <translation>샘플러</translation>
        </message>
        <message>
            <source>Side of a tile in source pixels; planned from free memory unless it is given. Of an edit, that of its upscale</source>
            <translation>타일 한 변의 원본 픽셀 수. 정하지 않으면 빈 메모리에 맞춰 계획합니다. 편집에서는 업스케일 단계의 값입니다</translation>
        </message>
        <message>
            <source>The model's own</source>
            <translation>모델 기본값</translation>
        </message>
        <message>
            <source>Tile</source>
            <translation>타일</translation>
        </message>
        <message>
            <source>What runs the networks</source>
            <translation>신경망을 실행하는 것</translation>
        </message>
        <message>
            <source>Where they run</source>
            <translation>실행되는 곳</translation>
        </message>
        <message>
            <source>Window</source>
            <translation>구간</translation>
        </message>
    </context>
    <context>
        <name>Note</name>
        <message>
            <source>Progress of the preview</source>
            <translation>미리보기의 진행</translation>
        </message>
    </context>
    <context>
        <name>OutputSection</name>
        <message>
            <source>16-bit half</source>
            <translation>16비트 하프</translation>
        </message>
        <message>
            <source>32-bit float</source>
            <translation>32비트 부동소수</translation>
        </message>
        <message>
            <source>Automatic</source>
            <translation>자동</translation>
        </message>
        <message>
            <source>Automatic takes 422 HQ, or 4444 for a clip with alpha</source>
            <translation>자동은 422 HQ를, 알파가 있는 클립에는 4444를 씁니다</translation>
        </message>
        <message>
            <source>Base name of the results; the clip's name and the scale where it is empty</source>
            <translation>결과의 기본 이름. 비워 두면 클립 이름과 배율을 씁니다</translation>
        </message>
        <message>
            <source>Carry the sound</source>
            <translation>음성 가져오기</translation>
        </message>
        <message>
            <source>Choose at least one format.</source>
            <translation>형식을 하나 이상 고르세요.</translation>
        </message>
        <message>
            <source>Choose the output folder</source>
            <translation>출력 폴더 선택</translation>
        </message>
        <message>
            <source>Clip and scale</source>
            <translation>클립 이름과 배율</translation>
        </message>
        <message>
            <source>Copies the source's sound tracks into movies</source>
            <translation>원본의 음성 트랙을 영상에 복사합니다</translation>
        </message>
        <message>
            <source>EXR compression</source>
            <translation>EXR 압축</translation>
        </message>
        <message>
            <source>EXR depth</source>
            <translation>EXR 비트 수</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>폴더</translation>
        </message>
        <message>
            <source>Folder of the results; it is made when it does not exist</source>
            <translation>결과 폴더. 없으면 만듭니다</translation>
        </message>
        <message>
            <source>Formats</source>
            <translation>형식</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>이름</translation>
        </message>
        <message>
            <source>None</source>
            <translation>없음</translation>
        </message>
        <message>
            <source>Otherwise a run stops before it writes over the results of another one</source>
            <translation>선택하지 않으면 다른 작업의 결과를 덮어쓰기 전에 멈춥니다</translation>
        </message>
        <message>
            <source>Output</source>
            <translation>출력</translation>
        </message>
        <message>
            <source>Output folder</source>
            <translation>출력 폴더</translation>
        </message>
        <message>
            <source>ProRes profile</source>
            <translation>ProRes 프로파일</translation>
        </message>
        <message>
            <source>Replace earlier results</source>
            <translation>이전 결과 바꾸기</translation>
        </message>
        <message>
            <source>Write {}</source>
            <translation>{} 쓰기</translation>
        </message>
        <message>
            <source>{} free</source>
            <translation>{} 남음</translation>
        </message>
        <message>
            <source>“{}” beside the clip</source>
            <translation>클립 옆의 “{}”</translation>
        </message>
    </context>
    <context>
        <name>Pane</name>
        <message>
            <source>Compare it with another one in one large picture: wipe, flip, difference</source>
            <translation>큰 그림 하나에서 다른 것과 비교: 와이프, 뒤집기, 차이</translation>
        </message>
        <message>
            <source>Remove from the comparison</source>
            <translation>비교에서 빼기</translation>
        </message>
        <message>
            <source>Wipe against</source>
            <translation>와이프 비교</translation>
        </message>
    </context>
    <context>
        <name>Panel</name>
        <message>
            <source>Queue</source>
            <translation>대기열</translation>
        </message>
        <message>
            <source>Recipe</source>
            <translation>레시피</translation>
        </message>
        <message>
            <source>Sources</source>
            <translation>소스</translation>
        </message>
        <message>
            <source>Viewer</source>
            <translation>뷰어</translation>
        </message>
    </context>
    <context>
        <name>PathLine</name>
        <message>
            <source>Choose: {}</source>
            <translation>고르기: {}</translation>
        </message>
        <message>
            <source>None</source>
            <translation>없음</translation>
        </message>
    </context>
    <context>
        <name>PresetsButton</name>
        <message>
            <source>Delete</source>
            <translation>삭제</translation>
        </message>
        <message>
            <source>Delete the preset “{}”?</source>
            <translation>프리셋 “{}”을(를) 삭제할까요?</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>내보내기</translation>
        </message>
        <message>
            <source>Export preset</source>
            <translation>프리셋 내보내기</translation>
        </message>
        <message>
            <source>Import presets</source>
            <translation>프리셋 가져오기</translation>
        </message>
        <message>
            <source>Import…</source>
            <translation>가져오기…</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>이름</translation>
        </message>
        <message>
            <source>No presets yet</source>
            <translation>아직 프리셋이 없습니다</translation>
        </message>
        <message>
            <source>Presets</source>
            <translation>프리셋</translation>
        </message>
        <message>
            <source>Presets (*{})</source>
            <translation>프리셋 (*{})</translation>
        </message>
        <message>
            <source>Recipes and formats that are kept (Alt+P)</source>
            <translation>저장해 둔 레시피와 형식 (Alt+P)</translation>
        </message>
        <message>
            <source>Rename</source>
            <translation>이름 바꾸기</translation>
        </message>
        <message>
            <source>Rename preset</source>
            <translation>프리셋 이름 바꾸기</translation>
        </message>
        <message>
            <source>Replace</source>
            <translation>바꾸기</translation>
        </message>
        <message>
            <source>Replace the preset “{}”?</source>
            <translation>프리셋 “{}”을(를) 바꿀까요?</translation>
        </message>
        <message>
            <source>Save as preset</source>
            <translation>프리셋으로 저장</translation>
        </message>
        <message>
            <source>Save as preset…</source>
            <translation>프리셋으로 저장…</translation>
        </message>
        <message>
            <source>Use preset {}</source>
            <translation>프리셋 {} 사용</translation>
        </message>
    </context>
    <context>
        <name>Preview</name>
        <message>
            <source>Current settings</source>
            <translation>현재 설정</translation>
        </message>
        <message>
            <source>Measuring…</source>
            <translation>측정 중…</translation>
        </message>
        <message>
            <source>Measuring… {time} left</source>
            <translation>측정 중… {time} 남음</translation>
        </message>
        <message>
            <source>about {d} d</source>
            <translation>약 {d}일</translation>
        </message>
        <message>
            <source>about {h} h</source>
            <translation>약 {h}시간</translation>
        </message>
        <message>
            <source>about {n} min</source>
            <translation>약 {n}분</translation>
        </message>
        <message>
            <source>about {n} s</source>
            <translation>약 {n}초</translation>
        </message>
        <message>
            <source>colour matched</source>
            <translation>색 맞춤</translation>
        </message>
        <message>
            <source>colour not matched</source>
            <translation>색 맞추지 않음</translation>
        </message>
        <message>
            <source>edit prompt</source>
            <translation>편집 프롬프트</translation>
        </message>
        <message>
            <source>fast quality</source>
            <translation>빠른 품질</translation>
        </message>
        <message>
            <source>grain {n} %</source>
            <translation>그레인 {n} %</translation>
        </message>
        <message>
            <source>instead of {model}</source>
            <translation>{model} 대신</translation>
        </message>
        <message>
            <source>negative prompt</source>
            <translation>네거티브 프롬프트</translation>
        </message>
        <message>
            <source>not stabilised</source>
            <translation>안정화 안 함</translation>
        </message>
        <message>
            <source>options</source>
            <translation>옵션</translation>
        </message>
        <message>
            <source>other {setting}</source>
            <translation>다른 {setting}</translation>
        </message>
        <message>
            <source>own step count</source>
            <translation>기본 단계 수</translation>
        </message>
        <message>
            <source>prompt</source>
            <translation>프롬프트</translation>
        </message>
        <message>
            <source>reference images</source>
            <translation>참조 이미지</translation>
        </message>
        <message>
            <source>reference video</source>
            <translation>참조 영상</translation>
        </message>
        <message>
            <source>seed {n}</source>
            <translation>시드 {n}</translation>
        </message>
        <message>
            <source>size</source>
            <translation>크기</translation>
        </message>
        <message>
            <source>stabilised</source>
            <translation>안정화함</translation>
        </message>
        <message>
            <source>stabilised where it helps</source>
            <translation>도움이 될 때 안정화</translation>
        </message>
        <message>
            <source>standard quality</source>
            <translation>표준 품질</translation>
        </message>
        <message>
            <source>strength {n} %</source>
            <translation>강도 {n} %</translation>
        </message>
        <message>
            <source>without {setting}</source>
            <translation>{setting} 없이</translation>
        </message>
        <message>
            <source>{done} of {total} frames</source>
            <translation>{total}프레임 중 {done}</translation>
        </message>
        <message>
            <source>{d} d {h} h</source>
            <translation>{d}일 {h}시간</translation>
        </message>
        <message>
            <source>{h} h {m} min</source>
            <translation>{h}시간 {m}분</translation>
        </message>
        <message>
            <source>{n} steps</source>
            <translation>{n}단계</translation>
        </message>
        <message>
            <source>{size} memory</source>
            <translation>메모리 {size}</translation>
        </message>
        <message>
            <source>{size} on disk</source>
            <translation>디스크 {size}</translation>
        </message>
        <message>
            <source>{text} · {time} left</source>
            <translation>{text} · {time} 남음</translation>
        </message>
        <message>
            <source>{time} for the whole clip</source>
            <translation>클립 전체에 {time}</translation>
        </message>
    </context>
    <context>
        <name>PreviewView</name>
        <message>
            <source>Preview</source>
            <translation>미리보기</translation>
        </message>
    </context>
    <context>
        <name>Progress</name>
        <message>
            <source>Progress</source>
            <translation>진행</translation>
        </message>
    </context>
    <context>
        <name>Queue</name>
        <message numerus="yes">
            <source>%n frame(s)</source>
            <translation>
                <numerusform>%n프레임</numerusform>
            </translation>
        </message>
        <message>
            <source>Cancelled</source>
            <translation>취소됨</translation>
        </message>
        <message>
            <source>Continue</source>
            <translation>계속</translation>
        </message>
        <message>
            <source>Continue — {done} of {total} windows are done</source>
            <translation>계속 — 구간 {total}개 중 {done}개 완료</translation>
        </message>
        <message>
            <source>Finished</source>
            <translation>완료</translation>
        </message>
        <message>
            <source>Held</source>
            <translation>보류</translation>
        </message>
        <message>
            <source>Loading the model</source>
            <translation>모델을 불러오는 중</translation>
        </message>
        <message>
            <source>Paused</source>
            <translation>일시 정지</translation>
        </message>
        <message>
            <source>Planning</source>
            <translation>계획하는 중</translation>
        </message>
        <message>
            <source>Putting the movie together</source>
            <translation>영상을 합치는 중</translation>
        </message>
        <message>
            <source>Reading the clip</source>
            <translation>클립을 읽는 중</translation>
        </message>
        <message>
            <source>Stopped by an error</source>
            <translation>오류로 멈춤</translation>
        </message>
        <message>
            <source>Upscaling</source>
            <translation>업스케일 중</translation>
        </message>
        <message>
            <source>Waiting</source>
            <translation>대기 중</translation>
        </message>
        <message>
            <source>took {time}</source>
            <translation>{time} 걸림</translation>
        </message>
        <message>
            <source>{done} of {total} frames</source>
            <translation>{total}프레임 중 {done}</translation>
        </message>
        <message>
            <source>{done} of {total} windows</source>
            <translation>구간 {total}개 중 {done}</translation>
        </message>
        <message>
            <source>{d} d {h} h</source>
            <translation>{d}일 {h}시간</translation>
        </message>
        <message>
            <source>{h} h {m} min</source>
            <translation>{h}시간 {m}분</translation>
        </message>
        <message>
            <source>{m} min {s} s</source>
            <translation>{m}분 {s}초</translation>
        </message>
        <message>
            <source>{n} min</source>
            <translation>{n}분</translation>
        </message>
        <message>
            <source>{n} s</source>
            <translation>{n}초</translation>
        </message>
        <message>
            <source>{time} left</source>
            <translation>{time} 남음</translation>
        </message>
    </context>
    <context>
        <name>QueueActions</name>
        <message>
            <source>Back to the host</source>
            <translation>호스트로 보내기</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>취소</translation>
        </message>
        <message>
            <source>Continue</source>
            <translation>계속</translation>
        </message>
        <message>
            <source>Copy report</source>
            <translation>보고서 복사</translation>
        </message>
        <message>
            <source>Move down</source>
            <translation>아래로</translation>
        </message>
        <message>
            <source>Move up</source>
            <translation>위로</translation>
        </message>
        <message>
            <source>Open in the viewer</source>
            <translation>뷰어에서 열기</translation>
        </message>
        <message>
            <source>Pause</source>
            <translation>일시 정지</translation>
        </message>
        <message>
            <source>Remove from the list</source>
            <translation>목록에서 빼기</translation>
        </message>
        <message>
            <source>Show folder</source>
            <translation>폴더 보기</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>다시 시도</translation>
        </message>
    </context>
    <context>
        <name>QueueView</name>
        <message numerus="yes">
            <source>%n running</source>
            <translation>
                <numerusform>%n개 실행 중</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n waiting</source>
            <translation>
                <numerusform>%n개 대기 중</numerusform>
            </translation>
        </message>
        <message>
            <source>Nothing is running</source>
            <translation>실행 중인 작업 없음</translation>
        </message>
        <message>
            <source>Queue</source>
            <translation>대기열</translation>
        </message>
    </context>
    <context>
        <name>RangeEdit</name>
        <message>
            <source>First frame</source>
            <translation>첫 프레임</translation>
        </message>
        <message>
            <source>In</source>
            <translation>시작</translation>
        </message>
        <message>
            <source>Last frame</source>
            <translation>마지막 프레임</translation>
        </message>
        <message>
            <source>Out</source>
            <translation>끝</translation>
        </message>
        <message>
            <source>Take all frames of the clip</source>
            <translation>클립의 모든 프레임 사용</translation>
        </message>
        <message>
            <source>Timecode of the first frame</source>
            <translation>첫 프레임의 타임코드</translation>
        </message>
        <message>
            <source>Timecode of the last frame</source>
            <translation>마지막 프레임의 타임코드</translation>
        </message>
        <message>
            <source>Whole clip</source>
            <translation>클립 전체</translation>
        </message>
    </context>
    <context>
        <name>RecipeView</name>
        <message>
            <source>Add to queue</source>
            <translation>대기열에 추가</translation>
        </message>
        <message>
            <source>Add {} to queue</source>
            <translation>{}개를 대기열에 추가</translation>
        </message>
        <message>
            <source>Preview</source>
            <translation>미리보기</translation>
        </message>
        <message>
            <source>Queue the chosen clips with this recipe</source>
            <translation>선택한 클립을 이 레시피로 대기열에 넣습니다</translation>
        </message>
        <message>
            <source>Recipe</source>
            <translation>레시피</translation>
        </message>
        <message>
            <source>Send to farm</source>
            <translation>팜으로 보내기</translation>
        </message>
        <message>
            <source>Try the recipe on a few frames of the selected clip</source>
            <translation>선택한 클립의 몇 프레임에 레시피를 시험합니다</translation>
        </message>
        <message>
            <source>{} And {} more to settle.</source>
            <translation>{} 그 밖에 정할 것이 {}개 있습니다.</translation>
        </message>
    </context>
    <context>
        <name>ReferenceList</name>
        <message>
            <source>Drop pictures here</source>
            <translation>여기에 그림을 놓으세요</translation>
        </message>
        <message>
            <source>Reference images</source>
            <translation>참조 이미지</translation>
        </message>
    </context>
    <context>
        <name>References</name>
        <message>
            <source>Add reference images</source>
            <translation>참조 이미지 추가</translation>
        </message>
        <message>
            <source>Change reference image</source>
            <translation>참조 이미지 변경</translation>
        </message>
        <message>
            <source>Crop (Enter)</source>
            <translation>자르기 (Enter)</translation>
        </message>
        <message>
            <source>Cut out of its background</source>
            <translation>배경에서 오려 내기</translation>
        </message>
        <message>
            <source>Move down (Alt+Down)</source>
            <translation>아래로 (Alt+Down)</translation>
        </message>
        <message>
            <source>Move reference image</source>
            <translation>참조 이미지 옮기기</translation>
        </message>
        <message>
            <source>Move up (Alt+Up)</source>
            <translation>위로 (Alt+Up)</translation>
        </message>
        <message>
            <source>Reference images</source>
            <translation>참조 이미지</translation>
        </message>
        <message>
            <source>Remove (Delete)</source>
            <translation>빼기 (Delete)</translation>
        </message>
        <message>
            <source>Remove reference image</source>
            <translation>참조 이미지 빼기</translation>
        </message>
        <message>
            <source>Rename (F2)</source>
            <translation>이름 바꾸기 (F2)</translation>
        </message>
    </context>
    <context>
        <name>RegionPick</name>
        <message>
            <source>Draw the region</source>
            <translation>영역 그리기</translation>
        </message>
        <message>
            <source>Draw the region in the picture</source>
            <translation>그림 위에 영역 그리기</translation>
        </message>
    </context>
    <context>
        <name>RegionPicker</name>
        <message>
            <source>Drag a box over what matters: a face, lettering, a fine pattern.</source>
            <translation>중요한 곳에 상자를 그리세요: 얼굴, 글자, 고운 무늬.</translation>
        </message>
    </context>
    <context>
        <name>RegionSize</name>
        <message>
            <source>Drawn · {size}</source>
            <translation>그린 영역 · {size}</translation>
        </message>
        <message>
            <source>Large</source>
            <translation>크게</translation>
        </message>
        <message>
            <source>Medium</source>
            <translation>중간</translation>
        </message>
        <message>
            <source>Part of the picture that is previewed, in pixels of the source</source>
            <translation>미리 볼 그림의 부분 (원본 픽셀)</translation>
        </message>
        <message>
            <source>Size of the region</source>
            <translation>영역의 크기</translation>
        </message>
        <message>
            <source>Small</source>
            <translation>작게</translation>
        </message>
        <message>
            <source>Whole picture</source>
            <translation>그림 전체</translation>
        </message>
    </context>
    <context>
        <name>ScrubBar</name>
        <message>
            <source>Drag to go through the frames. Marks show which are in memory.</source>
            <translation>끌어서 프레임을 넘깁니다. 표시는 메모리에 있는 프레임입니다.</translation>
        </message>
        <message>
            <source>Frames</source>
            <translation>프레임</translation>
        </message>
    </context>
    <context>
        <name>SentCard</name>
        <message>
            <source>Command</source>
            <translation>명령</translation>
        </message>
        <message>
            <source>Copied</source>
            <translation>복사됨</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>복사</translation>
        </message>
        <message>
            <source>How it is sent: {}</source>
            <translation>제출 방법: {}</translation>
        </message>
        <message>
            <source>Lies in {}</source>
            <translation>위치: {}</translation>
        </message>
    </context>
    <context>
        <name>Service</name>
        <message>
            <source>%1 (taken as %2)</source>
            <translation>%1(%2 가정)</translation>
        </message>
        <message>
            <source>%1 GB of free memory is too little for UniMMVSR.</source>
            <translation>빈 메모리 %1 GB로는 UniMMVSR을 실행할 수 없습니다.</translation>
        </message>
        <message>
            <source>%1 GB of free memory is too little for an edit.</source>
            <translation>빈 메모리 %1 GB로는 편집을 만들 수 없습니다.</translation>
        </message>
        <message>
            <source>%1 becomes %2: %3.</source>
            <translation>%1 → %2: %3.</translation>
        </message>
        <message>
            <source>%1 breaks off: %2.</source>
            <translation>%1: 중간에 끊깁니다(%2).</translation>
        </message>
        <message>
            <source>%1 cannot be fetched from the hub.</source>
            <translation>허브에서 내려받을 수 없습니다: %1</translation>
        </message>
        <message>
            <source>%1 cannot be opened as a movie.</source>
            <translation>영상으로 열 수 없습니다: %1</translation>
        </message>
        <message>
            <source>%1 cannot be read as an edit.</source>
            <translation>편집으로 읽을 수 없습니다: %1</translation>
        </message>
        <message>
            <source>%1 cannot be read.</source>
            <translation>읽을 수 없습니다: %1</translation>
        </message>
        <message>
            <source>%1 cannot be written.</source>
            <translation>쓸 수 없습니다: %1</translation>
        </message>
        <message>
            <source>%1 cannot be written: it is not allowed.</source>
            <translation>쓸 권한이 없습니다: %1</translation>
        </message>
        <message>
            <source>%1 cannot be written: there is no room left.</source>
            <translation>디스크에 공간이 없어 쓸 수 없습니다: %1</translation>
        </message>
        <message>
            <source>%1 cannot run this network.</source>
            <translation>%1로는 이 신경망을 실행할 수 없습니다.</translation>
        </message>
        <message>
            <source>%1 could not be fetched directly (%2); pip fetches it instead.</source>
            <translation>바로 내려받지 못해(%2) pip로 내려받습니다: %1</translation>
        </message>
        <message>
            <source>%1 cuts nothing out: it is no segmentation network.</source>
            <translation>분할 신경망이 아니라서 오려 낼 수 없습니다: %1</translation>
        </message>
        <message>
            <source>%1 did not come whole from the hub.</source>
            <translation>허브에서 온전히 받지 못했습니다: %1</translation>
        </message>
        <message>
            <source>%1 differs from the first frame.</source>
            <translation>첫 프레임과 다릅니다: %1</translation>
        </message>
        <message>
            <source>%1 does not exist.</source>
            <translation>찾을 수 없습니다: %1</translation>
        </message>
        <message>
            <source>%1 does not hold one edit.</source>
            <translation>편집이 하나가 아닙니다: %1</translation>
        </message>
        <message>
            <source>%1 ends %2 s before the picture, as in the clip.</source>
            <translation>%1: 클립에서처럼 그림보다 %2초 먼저 끝납니다.</translation>
        </message>
        <message>
            <source>%1 found nothing.</source>
            <translation>%1: 아무것도 찾지 못했습니다.</translation>
        </message>
        <message>
            <source>%1 frames are done.</source>
            <translation>%1프레임을 끝냈습니다.</translation>
        </message>
        <message>
            <source>%1 frames of %2 at once take %3 GB.</source>
            <translation>%2 크기의 %1프레임을 한 번에 다루려면 %3 GB가 필요합니다.</translation>
        </message>
        <message>
            <source>%1 has %2 damaged packets.</source>
            <translation>%1에 손상된 패킷이 %2개 있습니다.</translation>
        </message>
        <message>
            <source>%1 has a hole of %2 samples at %3 s; it is silent there.</source>
            <translation>%1의 %3초에 샘플 %2개가 비어 있어 그곳은 무음입니다.</translation>
        </message>
        <message>
            <source>%1 has no frame that can be shown.</source>
            <translation>보일 수 있는 프레임이 없습니다: %1</translation>
        </message>
        <message>
            <source>%1 has no picture.</source>
            <translation>그림이 없습니다: %1</translation>
        </message>
        <message>
            <source>%1 has no sound in this part of the clip.</source>
            <translation>%1: 클립의 이 부분에 소리가 없습니다.</translation>
        </message>
        <message>
            <source>%1 holds %2 of %3 frames.</source>
            <translation>%3프레임 중 %2프레임만 있습니다: %1</translation>
        </message>
        <message>
            <source>%1 holds no colour.</source>
            <translation>색이 없는 그림입니다: %1</translation>
        </message>
        <message>
            <source>%1 holds no network that uprez knows.</source>
            <translation>uprez가 아는 신경망이 없습니다: %1</translation>
        </message>
        <message>
            <source>%1 is a deep picture.</source>
            <translation>딥 이미지입니다: %1</translation>
        </message>
        <message>
            <source>%1 is a packed edit.</source>
            <translation>묶인 편집입니다: %1</translation>
        </message>
        <message>
            <source>%1 is a web page, not weights.</source>
            <translation>가중치가 아니라 웹 페이지입니다: %1</translation>
        </message>
        <message>
            <source>%1 is damaged or was made by another version of uprez; it is not used.</source>
            <translation>%1: 손상되었거나 다른 버전의 uprez가 만든 것이라 쓰지 않습니다.</translation>
        </message>
        <message>
            <source>%1 is interlaced (%2).</source>
            <translation>인터레이스 클립입니다(%2): %1</translation>
        </message>
        <message>
            <source>%1 is named as the media of '%2', but does not hold the time that the edit shows.</source>
            <translation>'%2'의 미디어 이름은 %1이지만, 편집에 보이는 시간이 그 안에 없습니다.</translation>
        </message>
        <message>
            <source>%1 is no ONNX file.</source>
            <translation>ONNX 파일이 아닙니다: %1</translation>
        </message>
        <message>
            <source>%1 is no file.</source>
            <translation>파일이 아닙니다: %1</translation>
        </message>
        <message>
            <source>%1 is no timeline file that uprez knows.</source>
            <translation>uprez가 아는 타임라인 파일이 아닙니다: %1</translation>
        </message>
        <message>
            <source>%1 is not a movie.</source>
            <translation>영상이 아닙니다: %1</translation>
        </message>
        <message>
            <source>%1 is not a weights file that uprez reads.</source>
            <translation>uprez가 읽는 가중치 파일이 아닙니다: %1</translation>
        </message>
        <message>
            <source>%1 is not the file that uprez knows.</source>
            <translation>uprez가 아는 파일이 아닙니다: %1</translation>
        </message>
        <message>
            <source>%1 is, or lies in, the source.</source>
            <translation>원본이거나 원본 안에 있습니다: %1</translation>
        </message>
        <message>
            <source>%1 lacks %2 frame.</source>
            <translation>%2프레임이 빠져 있습니다: %1</translation>
        </message>
        <message>
            <source>%1 lacks %2 frames.</source>
            <translation>%2프레임이 빠져 있습니다: %1</translation>
        </message>
        <message>
            <source>%1 needs %2.</source>
            <translation>%1에 필요한 것: %2</translation>
        </message>
        <message>
            <source>%1 of %2 windows are done</source>
            <translation>구간 %2개 중 %1개 완료</translation>
        </message>
        <message>
            <source>%1 of free memory is too little for %2 pictures at %3.</source>
            <translation>빈 메모리 %1로는 %2 그림을 %3로 만들기에 모자랍니다.</translation>
        </message>
        <message>
            <source>%1 of free memory is too little for STAR.</source>
            <translation>STAR에는 남은 메모리 %1이(가) 너무 적습니다.</translation>
        </message>
        <message>
            <source>%1 of memory is free: %2, about %3 at work in %4.</source>
            <translation>빈 메모리 %1: %2, 작업 중 약 %3 (%4).</translation>
        </message>
        <message>
            <source>%1 on %2 was passed over: %3</source>
            <translation>%2의 %1 실행을 건너뛰었습니다: %3</translation>
        </message>
        <message>
            <source>%1 on %2 was passed over: %3.</source>
            <translation>%2의 %1 실행을 건너뛰었습니다: %3.</translation>
        </message>
        <message>
            <source>%1 ran out of memory.</source>
            <translation>%1의 메모리가 모자랍니다.</translation>
        </message>
        <message>
            <source>%1 tiles of about %2 px</source>
            <translation>약 %2픽셀 타일 %1개</translation>
        </message>
        <message>
            <source>'%1' %2; %3, and the speed stays in the edit.</source>
            <translation>'%1': %2. %3 속도는 편집에 남습니다.</translation>
        </message>
        <message>
            <source>'%1' %2; it was left out.</source>
            <translation>'%1' 빠짐: %2.</translation>
        </message>
        <message>
            <source>'%1' cannot be looked at.</source>
            <translation>볼 수 없습니다: '%1'</translation>
        </message>
        <message>
            <source>'%1' cannot be used.</source>
            <translation>쓸 수 없습니다: '%1'</translation>
        </message>
        <message>
            <source>'%1' changes speed in a way that is not said; all that it holds was taken.</source>
            <translation>'%1'의 속도가 바뀌는데 방법이 적혀 있지 않습니다. 안에 든 것을 모두 가져왔습니다.</translation>
        </message>
        <message>
            <source>'%1' has %2 frames for %3 of the edit without a speed; it was taken as a change of speed.</source>
            <translation>'%1': 속도 표시 없이 편집의 %3프레임에 %2프레임이 있습니다. 속도 변화로 보았습니다.</translation>
        </message>
        <message>
            <source>'%1' has %2 frames, %3.</source>
            <translation>'%1'에는 %2프레임(%3)이 있습니다.</translation>
        </message>
        <message>
            <source>'%1' holds no base model for edits.</source>
            <translation>'%1'에 편집 모델이 없습니다.</translation>
        </message>
        <message>
            <source>'%1' holds numbers that are not finite.</source>
            <translation>'%1'에 유한하지 않은 수가 있습니다.</translation>
        </message>
        <message>
            <source>'%1' is a key; it was taken as a clip of its own.</source>
            <translation>'%1': 키입니다. 따로 된 클립으로 가져왔습니다.</translation>
        </message>
        <message>
            <source>'%1' is a plain Wan, not a trained UniMMVSR: it makes pictures from text and noise, and does not look at the footage.</source>
            <translation>'%1'은 학습한 UniMMVSR이 아니라 보통의 Wan입니다. 글과 노이즈로 그림을 만들고 영상을 보지 않습니다.</translation>
        </message>
        <message>
            <source>'%1' is a still frame; this one frame was taken.</source>
            <translation>'%1': 정지 프레임이라 그 한 프레임을 가져왔습니다.</translation>
        </message>
        <message>
            <source>'%1' is a still picture; this one frame was taken.</source>
            <translation>'%1': 정지 그림입니다. 이 프레임 하나를 가져왔습니다.</translation>
        </message>
        <message>
            <source>'%1' is made by the editor and was left out.</source>
            <translation>'%1': 편집기가 만든 것이라 뺐습니다.</translation>
        </message>
        <message>
            <source>'%1' is neither a file nor a folder.</source>
            <translation>파일도 폴더도 아닙니다: '%1'</translation>
        </message>
        <message>
            <source>'%1' is no device.</source>
            <translation>그런 장치가 없습니다: '%1'</translation>
        </message>
        <message>
            <source>'%1' is no name for a result.</source>
            <translation>결과 이름으로 쓸 수 없습니다: '%1'</translation>
        </message>
        <message>
            <source>'%1' is not a frame range.</source>
            <translation>프레임 범위가 아닙니다: '%1'</translation>
        </message>
        <message>
            <source>'%1' is not a timecode.</source>
            <translation>타임코드가 아닙니다: '%1'.</translation>
        </message>
        <message>
            <source>'%1' is not empty, and holds no export of this job.</source>
            <translation>비어 있지 않고, 이 작업을 내보낸 폴더도 아닙니다: '%1'</translation>
        </message>
        <message>
            <source>'%1' is not the clip that the job was planned for.</source>
            <translation>작업을 계획할 때의 클립이 아닙니다: '%1'</translation>
        </message>
        <message>
            <source>'%1' is not the file that the job was begun with.</source>
            <translation>작업을 시작할 때의 파일이 아닙니다: '%1'</translation>
        </message>
        <message>
            <source>'%1' is switched off and was left out.</source>
            <translation>'%1': 꺼져 있어 뺐습니다.</translation>
        </message>
        <message>
            <source>'%1' makes no edits.</source>
            <translation>편집을 만들지 않는 모델입니다: '%1'</translation>
        </message>
        <message>
            <source>'%1' runs at %2 frames a second, the edit at %3; every frame it touches was taken.</source>
            <translation>'%1': 초당 %2프레임이고 편집은 %3프레임입니다. 걸치는 프레임을 모두 가져왔습니다.</translation>
        </message>
        <message>
            <source>'%1' runs at %2 times its speed; the frames it uses were taken, and the speed stays in the edit.</source>
            <translation>'%1': %2배속입니다. 쓰는 프레임을 가져왔고 속도는 편집에 남습니다.</translation>
        </message>
        <message>
            <source>'%1' shows more than its media has; what is there was taken.</source>
            <translation>'%1': 미디어보다 길게 씁니다. 있는 만큼 가져왔습니다.</translation>
        </message>
        <message>
            <source>'%1' shows time that its media does not have; all of the media was taken.</source>
            <translation>'%1': 미디어에 없는 시간을 씁니다. 미디어 전체를 가져왔습니다.</translation>
        </message>
        <message>
            <source>'%1' stands already, and is no result of this job.</source>
            <translation>이 작업의 결과가 아닌 파일이 이미 있습니다: '%1'</translation>
        </message>
        <message>
            <source>A download of %1, PyTorch, and a GPU to be of practical use.</source>
            <translation>내려받기 %1, PyTorch, 그리고 실제로 쓰려면 GPU가 필요합니다.</translation>
        </message>
        <message>
            <source>A finished take is not upscaled again.</source>
            <translation>완성된 테이크는 다시 업스케일하지 않습니다.</translation>
        </message>
        <message>
            <source>A job with an edit has two steps, and cannot be run in parts.</source>
            <translation>편집이 있는 작업은 두 단계라서 나누어 실행할 수 없습니다.</translation>
        </message>
        <message>
            <source>A mask says which pixels of the reference video are kept, and no reference video is given.</source>
            <translation>마스크는 참조 영상의 어느 픽셀을 그대로 둘지 정하는데, 참조 영상이 없습니다.</translation>
        </message>
        <message>
            <source>A picture of %1 is too large.</source>
            <translation>%1 그림은 너무 큽니다.</translation>
        </message>
        <message>
            <source>A result written there would replace the source's files or mix with them.</source>
            <translation>그곳에 쓰면 원본 파일을 바꾸거나 원본과 섞입니다.</translation>
        </message>
        <message>
            <source>A runtime, driver or weights fault does this.</source>
            <translation>런타임, 드라이버, 또는 가중치의 결함 때문입니다.</translation>
        </message>
        <message>
            <source>A service of this user is running already.</source>
            <translation>이 사용자의 서비스가 이미 실행 중입니다.</translation>
        </message>
        <message>
            <source>A take can only be finished again at its own size.</source>
            <translation>테이크는 자기 크기로만 다시 마무리할 수 있습니다.</translation>
        </message>
        <message>
            <source>About %1 of memory for a whole HD picture; less in tiles.</source>
            <translation>HD 그림 전체에 메모리 약 %1가 필요합니다. 타일로 나누면 줄어듭니다.</translation>
        </message>
        <message>
            <source>Add --deinterlace, or deinterlace it first.</source>
            <translation>‘디인터레이스’를 고르거나 먼저 디인터레이스하세요.</translation>
        </message>
        <message>
            <source>An EDL does not say its rate; %1 frames a second were taken.</source>
            <translation>EDL에는 프레임 속도가 없어 초당 %1프레임으로 봅니다.</translation>
        </message>
        <message>
            <source>An edit needs a text.</source>
            <translation>편집에는 글이 필요합니다.</translation>
        </message>
        <message>
            <source>Another run is writing '%1'.</source>
            <translation>다른 작업이 쓰고 있습니다: '%1'</translation>
        </message>
        <message>
            <source>As it seems to be</source>
            <translation>추정값 사용</translation>
        </message>
        <message>
            <source>Ask again once its first frame is finished.</source>
            <translation>첫 프레임이 끝난 뒤에 다시 보세요.</translation>
        </message>
        <message>
            <source>Ask for a part of it.</source>
            <translation>그 안의 영역을 고르세요.</translation>
        </message>
        <message>
            <source>Ask for one of these.</source>
            <translation>그 안에서 고르세요.</translation>
        </message>
        <message>
            <source>At most %1, in order.</source>
            <translation>순서대로 %1프레임까지 됩니다.</translation>
        </message>
        <message>
            <source>Audio track %1 (%2)</source>
            <translation>음성 트랙 %1(%2)</translation>
        </message>
        <message>
            <source>Audio track %1 (%2) of %3 cannot be read.</source>
            <translation>음성 트랙 %1(%2): 읽을 수 없습니다(%3).</translation>
        </message>
        <message>
            <source>Cancel it first, then remove it.</source>
            <translation>먼저 취소한 뒤 빼세요.</translation>
        </message>
        <message>
            <source>Check that it plays elsewhere and was copied whole.</source>
            <translation>다른 곳에서 재생되는지, 온전히 복사되었는지 확인하세요.</translation>
        </message>
        <message>
            <source>Check that it plays elsewhere and was copied whole; for pictures give their folder.</source>
            <translation>다른 곳에서 재생되는지, 온전히 복사되었는지 확인하세요. 그림이면 폴더를 고르세요.</translation>
        </message>
        <message>
            <source>Check that this panel and uprez are of the same version.</source>
            <translation>이 패널과 uprez의 버전이 같은지 확인하세요.</translation>
        </message>
        <message>
            <source>Check the drive and the permissions.</source>
            <translation>드라이브와 권한을 확인하세요.</translation>
        </message>
        <message>
            <source>Check the folder and the disk, then run the same command again.</source>
            <translation>폴더와 디스크를 확인한 뒤 다시 실행하세요.</translation>
        </message>
        <message>
            <source>Check the folder and who may use it.</source>
            <translation>폴더와 사용 권한을 확인하세요.</translation>
        </message>
        <message>
            <source>Check the name, the padding and the numbers of the pattern.</source>
            <translation>패턴의 이름, 자릿수, 번호를 확인하세요.</translation>
        </message>
        <message>
            <source>Check the package index that pip uses, then try again.</source>
            <translation>pip가 쓰는 패키지 색인을 확인하고 다시 시도하세요.</translation>
        </message>
        <message>
            <source>Check the path and who may use it.</source>
            <translation>경로와 사용 권한을 확인하세요.</translation>
        </message>
        <message>
            <source>Check the path, or choose another folder.</source>
            <translation>경로를 확인하거나 다른 폴더를 고르세요.</translation>
        </message>
        <message>
            <source>Check the path.</source>
            <translation>경로를 확인하세요.</translation>
        </message>
        <message>
            <source>Check the path; give a movie, a folder of frames, one frame, or a pattern.</source>
            <translation>경로를 확인하세요. 영상, 프레임 폴더, 프레임 하나, 또는 패턴을 쓸 수 있습니다.</translation>
        </message>
        <message>
            <source>Check them with `uprez doctor`, or give `--device cpu`.</source>
            <translation>`uprez doctor`로 확인하거나 장치를 CPU로 하세요.</translation>
        </message>
        <message>
            <source>Choose a %1 file.</source>
            <translation>%1 파일을 고르세요.</translation>
        </message>
        <message>
            <source>Choose a smaller --scale or --size.</source>
            <translation>배율이나 크기를 줄이세요.</translation>
        </message>
        <message>
            <source>Choose another --name, or another --output folder.</source>
            <translation>다른 이름이나 다른 출력 폴더를 쓰세요.</translation>
        </message>
        <message>
            <source>Choose another --output or --name, or give --overwrite to replace it.</source>
            <translation>다른 폴더나 이름을 쓰거나, ‘이전 결과 바꾸기’를 켜세요.</translation>
        </message>
        <message>
            <source>Choose another --output or --name, or give --overwrite to replace them.</source>
            <translation>다른 폴더나 이름을 쓰거나, ‘이전 결과 바꾸기’를 켜세요.</translation>
        </message>
        <message>
            <source>Choose another --size, or write exr.</source>
            <translation>다른 크기를 쓰거나 EXR로 쓰세요.</translation>
        </message>
        <message>
            <source>Choose another display or view, or correct $OCIO.</source>
            <translation>다른 디스플레이나 뷰를 고르거나 $OCIO를 고치세요.</translation>
        </message>
        <message>
            <source>Choose another folder with --to.</source>
            <translation>다른 폴더를 고르세요.</translation>
        </message>
        <message>
            <source>Choose another folder, or make room.</source>
            <translation>다른 폴더를 고르거나 공간을 비우세요.</translation>
        </message>
        <message>
            <source>Choose another folder.</source>
            <translation>다른 폴더를 고르세요.</translation>
        </message>
        <message>
            <source>Choose another name, or delete that one first.</source>
            <translation>다른 이름을 쓰거나 그 프리셋을 먼저 지우세요.</translation>
        </message>
        <message>
            <source>Choose another name.</source>
            <translation>다른 이름을 쓰세요.</translation>
        </message>
        <message>
            <source>Choose another output folder, or another name.</source>
            <translation>다른 출력 폴더나 이름을 쓰세요.</translation>
        </message>
        <message>
            <source>Choose fewer.</source>
            <translation>더 적게 고르세요.</translation>
        </message>
        <message>
            <source>Choose frames of these.</source>
            <translation>그 안의 프레임을 고르세요.</translation>
        </message>
        <message>
            <source>Choose profile 4444 or 4444xq, or drop the alpha (--alpha none).</source>
            <translation>4444나 4444 XQ 프로파일을 고르거나 알파를 빼세요.</translation>
        </message>
        <message>
            <source>Classic resampling to any size: no network, no invention, the yardstick</source>
            <translation>모든 크기로 고전 리샘플링: 신경망도 지어내는 것도 없는 비교 기준</translation>
        </message>
        <message>
            <source>Clean footage that lacks detail: invents texture that stays in place from frame to frame, by diffusion, very slowly</source>
            <translation>디테일이 모자란 깨끗한 영상: 프레임이 바뀌어도 제자리를 지키는 질감을 확산으로 만들며 매우 느림</translation>
        </message>
        <message>
            <source>Close all windows of uprez; it ends by itself some minutes after its last job.</source>
            <translation>uprez 창을 모두 닫으세요. 마지막 작업이 끝나고 몇 분 뒤 저절로 끝납니다.</translation>
        </message>
        <message>
            <source>Close names: %1.</source>
            <translation>비슷한 이름: %1.</translation>
        </message>
        <message>
            <source>Close other programs, or choose a smaller --scale or --size.</source>
            <translation>다른 프로그램을 닫거나 배율이나 크기를 줄이세요.</translation>
        </message>
        <message>
            <source>Close other programs, or give --tile a smaller number; what is done is kept.</source>
            <translation>다른 프로그램을 닫거나 타일을 줄이세요. 끝난 부분은 보존됩니다.</translation>
        </message>
        <message>
            <source>Close other programs, or take another --device. Fewer frames at once need less (--window; where an upscale follows, --option base:window=33), and so does --precision bf16. An edit is not made in tiles.</source>
            <translation>다른 프로그램을 닫거나 다른 --device를 고르세요. 한 번에 처리하는 프레임을 줄이거나(--window, 업스케일이 뒤따를 때는 --option base:window=33) --precision bf16을 쓰면 메모리가 덜 듭니다. 편집은 타일로 나누지 않습니다.</translation>
        </message>
        <message>
            <source>Constant-luminance and ICtCp signals mix channels after a non-linear step.</source>
            <translation>일정 휘도와 ICtCp 신호는 비선형 단계 뒤에 채널을 섞습니다.</translation>
        </message>
        <message>
            <source>Convert it to ProRes or H.264 first.</source>
            <translation>먼저 ProRes나 H.264로 변환하세요.</translation>
        </message>
        <message>
            <source>Convert the clip to ProRes 4444 or EXR first.</source>
            <translation>먼저 클립을 ProRes 4444나 EXR로 변환하세요.</translation>
        </message>
        <message>
            <source>Convert the clip to ProRes or uncompressed Y'CbCr first.</source>
            <translation>먼저 클립을 ProRes나 무압축 Y'CbCr로 변환하세요.</translation>
        </message>
        <message>
            <source>Convert the clip to R'G'B' (EXR or ProRes 4444 from the grading system) first.</source>
            <translation>먼저 클립을 R'G'B'로 변환하세요(색 보정 시스템에서 EXR이나 ProRes 4444로).</translation>
        </message>
        <message>
            <source>Correct or unset $OCIO.</source>
            <translation>$OCIO를 고치거나 지우세요.</translation>
        </message>
        <message>
            <source>Correct these fields.</source>
            <translation>이 항목을 고치세요.</translation>
        </message>
        <message>
            <source>Crop it closer to what is meant, or cut it out by hand: a PNG with alpha.</source>
            <translation>오려 낼 것에 더 가깝게 자르거나, 직접 오려 알파가 있는 PNG로 주세요.</translation>
        </message>
        <message>
            <source>Cut the file there and upscale the parts.</source>
            <translation>그곳에서 파일을 나누어 따로 업스케일하세요.</translation>
        </message>
        <message>
            <source>Deinterlace it</source>
            <translation>디인터레이스</translation>
        </message>
        <message>
            <source>Delete it and run the job again; it is made anew.</source>
            <translation>지우고 작업을 다시 실행하세요. 새로 만듭니다.</translation>
        </message>
        <message>
            <source>Does not fit yet: PyTorch is not installed.</source>
            <translation>아직 쓸 수 없습니다: PyTorch가 설치되어 있지 않습니다.</translation>
        </message>
        <message>
            <source>Does not fit: %1 has %2 of memory.</source>
            <translation>쓸 수 없습니다: %1의 메모리가 %2입니다.</translation>
        </message>
        <message>
            <source>Download the file itself.</source>
            <translation>파일 자체를 내려받으세요.</translation>
        </message>
        <message>
            <source>Downloading</source>
            <translation>내려받는 중</translation>
        </message>
        <message>
            <source>Drawn and compressed footage at up to four times its size: removes blocks and noise, a little flat</source>
            <translation>애니메이션과 압축된 영상을 네 배까지: 블록과 노이즈를 없애며 조금 밋밋함</translation>
        </message>
        <message>
            <source>Drawn and compressed footage at up to three times its size: removes blocks and noise, a little flat (the x4 network, reduced)</source>
            <translation>애니메이션과 압축된 영상을 세 배까지: 블록과 노이즈를 없애며 조금 밋밋함(x4 신경망을 줄임)</translation>
        </message>
        <message>
            <source>Drawn and compressed footage at up to twice its size: removes blocks and noise, a little flat (the x4 network, reduced)</source>
            <translation>애니메이션과 압축된 영상을 두 배까지: 블록과 노이즈를 없애며 조금 밋밋함(x4 신경망을 줄임)</translation>
        </message>
        <message>
            <source>EXR keeps it all.</source>
            <translation>EXR은 모두 지킵니다.</translation>
        </message>
        <message>
            <source>Edits are made with one.</source>
            <translation>편집은 하나로 만듭니다.</translation>
        </message>
        <message>
            <source>Every frame keeps its own time in movies.</source>
            <translation>영상에서 프레임마다 제 시간을 지킵니다.</translation>
        </message>
        <message>
            <source>Every worker is taken to be as fast as this machine, and free at once.</source>
            <translation>모든 워커가 이 컴퓨터만큼 빠르고 바로 쓸 수 있다고 봅니다.</translation>
        </message>
        <message>
            <source>Everything is done already.</source>
            <translation>이미 모두 끝나 있습니다.</translation>
        </message>
        <message>
            <source>Export it again where it was made.</source>
            <translation>만든 곳에서 다시 내보내세요.</translation>
        </message>
        <message>
            <source>Export it again.</source>
            <translation>다시 내보내세요.</translation>
        </message>
        <message>
            <source>Export the edit again, as OTIO, FCPXML, Final Cut Pro 7 XML, AAF or EDL.</source>
            <translation>편집을 OTIO, FCPXML, Final Cut Pro 7 XML, AAF, EDL로 다시 내보내세요.</translation>
        </message>
        <message>
            <source>Export the edit again, as UTF-8.</source>
            <translation>편집을 UTF-8로 다시 내보내세요.</translation>
        </message>
        <message>
            <source>Export the edit again.</source>
            <translation>편집을 다시 내보내세요.</translation>
        </message>
        <message>
            <source>Export the network to ONNX and give the .onnx: uprez runs any that takes and gives RGB pictures.</source>
            <translation>신경망을 ONNX로 내보내 .onnx 파일을 고르세요. RGB 그림을 받아 RGB 그림을 내는 것이면 실행합니다.</translation>
        </message>
        <message>
            <source>Export the one that you want.</source>
            <translation>원하는 편집 하나만 내보내세요.</translation>
        </message>
        <message>
            <source>FFmpeg says: %1.</source>
            <translation>FFmpeg의 메시지: %1.</translation>
        </message>
        <message>
            <source>FFmpeg's encoder %1 refuses them: %2.</source>
            <translation>FFmpeg의 %1 인코더가 거부합니다: %2.</translation>
        </message>
        <message>
            <source>Fast, also without a GPU</source>
            <translation>GPU가 없어도 빠름</translation>
        </message>
        <message>
            <source>Fetching %1 (%2) for the weights of %3, once.</source>
            <translation>%3의 가중치를 한 번만 내려받습니다: %1(%2)</translation>
        </message>
        <message>
            <source>Fetching %1 from the hub into '%2', once.</source>
            <translation>허브에서 한 번만 내려받습니다: %1 → '%2'</translation>
        </message>
        <message>
            <source>Fits %1.</source>
            <translation>%1에서 쓸 수 있습니다.</translation>
        </message>
        <message>
            <source>Fits any machine.</source>
            <translation>어느 컴퓨터에서나 쓸 수 있습니다.</translation>
        </message>
        <message>
            <source>Fits in tiles: %1 of memory are free.</source>
            <translation>타일로 나누어 쓸 수 있습니다: 빈 메모리 %1.</translation>
        </message>
        <message>
            <source>Fits the memory, but there is no GPU: expect hours a frame.</source>
            <translation>메모리는 충분하지만 GPU가 없어 한 프레임에 몇 시간이 걸립니다.</translation>
        </message>
        <message>
            <source>Fits: whole HD pictures in the %1 that are free.</source>
            <translation>쓸 수 있습니다: 빈 메모리 %1로 HD 그림을 통째로 처리합니다.</translation>
        </message>
        <message>
            <source>Flatten it first.</source>
            <translation>먼저 평면으로 합치세요.</translation>
        </message>
        <message>
            <source>Frame %1 had %2 NaN or infinite samples; they were made finite.</source>
            <translation>%1프레임에 NaN이나 무한대 값이 %2개 있어 유한한 값으로 바꾸었습니다.</translation>
        </message>
        <message>
            <source>Frame %1 of %2 cannot be decoded.</source>
            <translation>%1프레임을 디코딩할 수 없습니다: %2</translation>
        </message>
        <message>
            <source>Frame %1 of %2 is %3; other frames are %4.</source>
            <translation>%1프레임만 %3이고 다른 프레임은 %4입니다: %2</translation>
        </message>
        <message>
            <source>Frames %1 are not all in the clip.</source>
            <translation>%1프레임이 모두 클립에 있지는 않습니다.</translation>
        </message>
        <message>
            <source>Frames %1 are not all in the edit.</source>
            <translation>편집에 없는 프레임이 있습니다: %1.</translation>
        </message>
        <message>
            <source>Frames %1 to %2 are not in %3.</source>
            <translation>%1–%2프레임이 클립에 없습니다: %3</translation>
        </message>
        <message>
            <source>Frames are missing: %1.</source>
            <translation>빠진 프레임이 있습니다: %1.</translation>
        </message>
        <message>
            <source>Frames that a task only reads count as made; the farm's queue and the assembly are left out.</source>
            <translation>태스크가 읽기만 하는 프레임도 만드는 것으로 셉니다. 팜의 대기 시간과 마지막 합치기는 넣지 않았습니다.</translation>
        </message>
        <message>
            <source>Free some disk space, and try again.</source>
            <translation>디스크 공간을 비우고 다시 시도하세요.</translation>
        </message>
        <message>
            <source>Free some space and run the same command; what is done is kept.</source>
            <translation>공간을 비우고 다시 실행하세요. 끝난 부분은 보존됩니다.</translation>
        </message>
        <message>
            <source>Free some space on the disk that holds %1, or choose another folder, and run the same command again.</source>
            <translation>%1 폴더가 있는 디스크를 비우거나 다른 폴더를 고른 뒤 다시 실행하세요.</translation>
        </message>
        <message>
            <source>Free some space, or set UPREZ_CACHE to another folder.</source>
            <translation>공간을 비우거나 UPREZ_CACHE에 다른 폴더를 정하세요.</translation>
        </message>
        <message>
            <source>Generated and edited footage with its reference images and video in sight; no public weights: train your own</source>
            <translation>생성하거나 편집한 영상을 참조 이미지와 참조 영상을 보며 업스케일, 공개된 가중치 없음: 직접 학습해야 함</translation>
        </message>
        <message>
            <source>Get it again; a web page saved under its name is a usual cause.</source>
            <translation>다시 구하세요. 같은 이름으로 저장된 웹 페이지인 경우가 많습니다.</translation>
        </message>
        <message>
            <source>Get the file again.</source>
            <translation>파일을 다시 구하세요.</translation>
        </message>
        <message>
            <source>Get the files of the hub repository %1 on another machine, and give their folder to --model.</source>
            <translation>다른 컴퓨터에서 허브 저장소 %1의 파일을 받아 그 폴더를 모델로 고르세요.</translation>
        </message>
        <message>
            <source>Give %1's folder.</source>
            <translation>%1의 폴더를 주세요.</translation>
        </message>
        <message>
            <source>Give --frames inside that range.</source>
            <translation>그 범위 안의 프레임을 고르세요.</translation>
        </message>
        <message>
            <source>Give --frames that it holds, or run the model.</source>
            <translation>테이크에 있는 프레임을 고르거나 모델을 실행하세요.</translation>
        </message>
        <message>
            <source>Give --region as X,Y,WIDTH,HEIGHT in source pixels.</source>
            <translation>그림 안의 영역을 고르세요(X, Y, 너비, 높이, 원본 픽셀).</translation>
        </message>
        <message>
            <source>Give --size %1, or a take of %2.</source>
            <translation>크기를 %1로 하거나 %2 테이크를 고르세요.</translation>
        </message>
        <message>
            <source>Give --tile a smaller number.</source>
            <translation>타일을 줄이세요.</translation>
        </message>
        <message>
            <source>Give a file with video in it.</source>
            <translation>영상이 든 파일을 고르세요.</translation>
        </message>
        <message>
            <source>Give a folder of frames, or a movie file itself.</source>
            <translation>프레임 폴더나 영상 파일을 고르세요.</translation>
        </message>
        <message>
            <source>Give a movie or pictures on a disk.</source>
            <translation>디스크에 있는 영상이나 그림을 고르세요.</translation>
        </message>
        <message>
            <source>Give a movie, a folder of pictures, or a pattern.</source>
            <translation>영상, 그림 폴더, 또는 패턴을 고르세요.</translation>
        </message>
        <message>
            <source>Give a picture with R, G and B, or with one channel.</source>
            <translation>R, G, B가 있거나 채널이 하나인 그림을 고르세요.</translation>
        </message>
        <message>
            <source>Give a picture: PNG, JPEG, TIFF or EXR.</source>
            <translation>그림을 주세요: PNG, JPEG, TIFF, EXR.</translation>
        </message>
        <message>
            <source>Give a range within %1.</source>
            <translation>%1 안의 범위를 고르세요.</translation>
        </message>
        <message>
            <source>Give a reference video that is long enough, or --frames that it holds.</source>
            <translation>충분히 긴 참조 영상을 주거나, 그 안에 있는 프레임을 --frames로 주세요.</translation>
        </message>
        <message>
            <source>Give a smaller tile with `--tile`, or close other programs.</source>
            <translation>타일을 줄이거나 다른 프로그램을 닫으세요.</translation>
        </message>
        <message>
            <source>Give a take of this clip, or run the model.</source>
            <translation>이 클립의 테이크를 고르거나 모델을 실행하세요.</translation>
        </message>
        <message>
            <source>Give an .onnx, .safetensors or .pth of an upscaler.</source>
            <translation>업스케일 모델의 .onnx, .safetensors, .pth 파일을 고르세요.</translation>
        </message>
        <message>
            <source>Give an even --size, or write prores, ffv1 or exr.</source>
            <translation>짝수 크기를 쓰거나 ProRes, FFV1, EXR로 쓰세요.</translation>
        </message>
        <message>
            <source>Give an even width (--size), or choose profile 4444.</source>
            <translation>짝수 너비를 쓰거나 4444 프로파일을 고르세요.</translation>
        </message>
        <message>
            <source>Give another picture.</source>
            <translation>다른 그림을 주세요.</translation>
        </message>
        <message>
            <source>Give another take, or run the model.</source>
            <translation>다른 테이크를 고르거나 모델을 실행하세요.</translation>
        </message>
        <message>
            <source>Give it as PNG, JPEG, TIFF or OpenEXR.</source>
            <translation>PNG, JPEG, TIFF, OpenEXR로 주세요.</translation>
        </message>
        <message>
            <source>Give one of the two by one of its frames, or by a pattern such as %04d.</source>
            <translation>둘 중 하나를 프레임 하나나 %04d 같은 패턴으로 고르세요.</translation>
        </message>
        <message>
            <source>Give one of them, by one of its frames or by its pattern.</source>
            <translation>그중 하나를 프레임 하나나 패턴으로 고르세요.</translation>
        </message>
        <message>
            <source>Give the clip as it was before it was edited as --reference-video, or leave --mask out.</source>
            <translation>편집하기 전의 클립을 --reference-video로 주거나 --mask를 빼세요.</translation>
        </message>
        <message>
            <source>Give the folder of a Wan 2.1 model, for example %1.</source>
            <translation>Wan 2.1 모델의 폴더를 주세요, 예: %1.</translation>
        </message>
        <message>
            <source>Give the movie itself.</source>
            <translation>영상 파일을 고르세요.</translation>
        </message>
        <message>
            <source>Gives every picture back unchanged: for checking that colour, alpha, sound and timecode come home</source>
            <translation>그림을 그대로 돌려줌: 색, 알파, 음성, 타임코드가 제대로 돌아오는지 확인용</translation>
        </message>
        <message>
            <source>Going on with %1 tiles instead of %2; finished windows are kept.</source>
            <translation>타일 %2개 대신 %1개로 이어 갑니다. 끝난 구간은 보존됩니다.</translation>
        </message>
        <message>
            <source>Going on with %1 tiles, as the run before did when the memory ran out.</source>
            <translation>앞서 메모리가 모자랐을 때처럼 타일 %1개로 이어 갑니다.</translation>
        </message>
        <message>
            <source>Going on with one shot at a time; finished passes are kept.</source>
            <translation>샷을 하나씩 이어 갑니다. 끝난 단계는 보존됩니다.</translation>
        </message>
        <message>
            <source>H.265 cannot hold pictures of %1.</source>
            <translation>H.265에는 %1 그림을 담을 수 없습니다.</translation>
        </message>
        <message>
            <source>H.265 cannot hold the clip's alpha.</source>
            <translation>H.265에는 클립의 알파를 담을 수 없습니다.</translation>
        </message>
        <message>
            <source>HDR (%1).</source>
            <translation>HDR 클립입니다(%1).</translation>
        </message>
        <message>
            <source>Half precision overflows, and damaged weights, do this.</source>
            <translation>반정밀도 넘침이나 손상된 가중치 때문입니다.</translation>
        </message>
        <message>
            <source>Half precision overflows, or the weights are damaged.</source>
            <translation>16비트 정밀도가 넘쳤거나 가중치가 손상되었습니다.</translation>
        </message>
        <message>
            <source>If it is still being written or copied, wait for that; else render or copy it again.</source>
            <translation>아직 쓰거나 복사하는 중이면 기다리세요. 아니면 다시 렌더링하거나 복사하세요.</translation>
        </message>
        <message>
            <source>Immediate</source>
            <translation>즉시</translation>
        </message>
        <message>
            <source>Input/output error.</source>
            <translation>입출력 오류입니다.</translation>
        </message>
        <message>
            <source>Install `uprez[torch]`.</source>
            <translation>`uprez[torch]`를 설치하세요.</translation>
        </message>
        <message>
            <source>Install it with `pip install %1`, or leave `--runtime` out.</source>
            <translation>`pip install %1`로 설치하거나 런타임을 자동으로 두세요.</translation>
        </message>
        <message>
            <source>Install it with: pip install "uprez[torch]".</source>
            <translation>다음으로 설치하세요: pip install "uprez[torch]"</translation>
        </message>
        <message>
            <source>Install uprez, then run `uprez serve` once in a terminal.</source>
            <translation>uprez를 설치한 뒤 터미널에서 `uprez serve`를 한 번 실행하세요.</translation>
        </message>
        <message>
            <source>Interlaced, %1.</source>
            <translation>인터레이스 클립입니다(%1).</translation>
        </message>
        <message>
            <source>Is a directory.</source>
            <translation>폴더입니다.</translation>
        </message>
        <message>
            <source>It begins with %1.</source>
            <translation>시작 부분: %1.</translation>
        </message>
        <message>
            <source>It can still be used, as a whole and by its own name.</source>
            <translation>그래도 자르거나 이름을 바꾸지 않고 쓸 수 있습니다.</translation>
        </message>
        <message>
            <source>It did not answer within %1 seconds.</source>
            <translation>%1초 안에 답하지 않았습니다.</translation>
        </message>
        <message>
            <source>It does not say that it is one.</source>
            <translation>프리셋이라는 표시가 없습니다.</translation>
        </message>
        <message>
            <source>It ended with code %1.</source>
            <translation>종료 코드: %1.</translation>
        </message>
        <message>
            <source>It ends in none of %1.</source>
            <translation>확장자가 다음에 들지 않습니다: %1.</translation>
        </message>
        <message>
            <source>It goes on from where it was when you continue it.</source>
            <translation>‘계속’을 누르면 멈춘 곳부터 이어집니다.</translation>
        </message>
        <message>
            <source>It goes on from where it was.</source>
            <translation>멈춘 곳부터 이어집니다.</translation>
        </message>
        <message>
            <source>It has %1 frames, and neither timecode nor length says how they go with the clip's.</source>
            <translation>%1프레임이 있고, 타임코드로도 길이로도 클립의 프레임과 맞출 수 없습니다.</translation>
        </message>
        <message>
            <source>It has %1 frames, counted from 0.</source>
            <translation>0부터 세어 %1프레임이 있습니다.</translation>
        </message>
        <message>
            <source>It has %1 frames.</source>
            <translation>%1프레임이 있습니다.</translation>
        </message>
        <message>
            <source>It has 1 frame, counted from 0.</source>
            <translation>0번 프레임 하나가 있습니다.</translation>
        </message>
        <message>
            <source>It has alpha, %1.</source>
            <translation>알파가 있습니다: %1.</translation>
        </message>
        <message>
            <source>It has frames %1.</source>
            <translation>%1프레임이 있습니다.</translation>
        </message>
        <message>
            <source>It has more channels: %1.</source>
            <translation>다른 채널이 더 있습니다: %1.</translation>
        </message>
        <message>
            <source>It holds %1 only.</source>
            <translation>%1만 들어 있습니다.</translation>
        </message>
        <message>
            <source>It holds %1.</source>
            <translation>들어 있는 것: %1.</translation>
        </message>
        <message>
            <source>It holds clips only.</source>
            <translation>클립만 들어 있습니다.</translation>
        </message>
        <message>
            <source>It holds frames %1 of it.</source>
            <translation>그중 %1프레임이 있습니다.</translation>
        </message>
        <message>
            <source>It holds frames %1-%2 of it.</source>
            <translation>그중 %1-%2프레임이 있습니다.</translation>
        </message>
        <message>
            <source>It holds no tracks.</source>
            <translation>트랙이 없습니다.</translation>
        </message>
        <message>
            <source>It is %1.</source>
            <translation>크기는 %1입니다.</translation>
        </message>
        <message>
            <source>It is %1; the first is %2.</source>
            <translation>이 프레임: %1. 첫 프레임: %2.</translation>
        </message>
        <message>
            <source>It is a pipe, a socket or a device.</source>
            <translation>파이프, 소켓, 또는 장치입니다.</translation>
        </message>
        <message>
            <source>It is a text of kind '%1'.</source>
            <translation>텍스트 파일입니다('%1').</translation>
        </message>
        <message>
            <source>It is a text-to-video model, which starts from the source and is told a text.</source>
            <translation>원본에서 시작해 글을 따르는 텍스트-비디오 모델입니다.</translation>
        </message>
        <message>
            <source>It is an optional part of uprez.</source>
            <translation>uprez의 선택 구성 요소입니다.</translation>
        </message>
        <message>
            <source>It is cut short, or it is not a file that torch saved.</source>
            <translation>중간에 잘렸거나 torch로 저장한 파일이 아닙니다.</translation>
        </message>
        <message>
            <source>It is empty.</source>
            <translation>비어 있습니다.</translation>
        </message>
        <message>
            <source>It is gone from the file, or of a kind that FFmpeg does not know.</source>
            <translation>파일에서 없어졌거나 FFmpeg가 모르는 종류입니다.</translation>
        </message>
        <message>
            <source>It is held by %1.</source>
            <translation>%1에서 쓰고 있습니다.</translation>
        </message>
        <message>
            <source>It is no per-frame network.</source>
            <translation>한 프레임씩 보는 신경망이 아닙니다.</translation>
        </message>
        <message>
            <source>It is not JSON.</source>
            <translation>JSON이 아닙니다.</translation>
        </message>
        <message>
            <source>It is not ONNX, safetensors, or saved by torch.</source>
            <translation>ONNX도 safetensors도 torch로 저장한 것도 아닙니다.</translation>
        </message>
        <message>
            <source>It is not a JSON object (HTTP status %1).</source>
            <translation>JSON 객체가 아닙니다(HTTP 상태 %1).</translation>
        </message>
        <message>
            <source>It is not in the configuration '%1'.</source>
            <translation>'%1' 구성에 없습니다.</translation>
        </message>
        <message>
            <source>It is of version %1; this uprez reads up to version %2.</source>
            <translation>버전 %1인데 이 uprez는 버전 %2까지 읽습니다.</translation>
        </message>
        <message>
            <source>It is started again; what is done is kept.</source>
            <translation>다시 시작합니다. 끝난 부분은 보존됩니다.</translation>
        </message>
        <message>
            <source>It knows: %1.</source>
            <translation>아는 장치: %1.</translation>
        </message>
        <message>
            <source>It lacks %1.</source>
            <translation>빠진 것: %1.</translation>
        </message>
        <message>
            <source>It lacks its name, recipe or output.</source>
            <translation>이름, 레시피, 또는 출력이 없습니다.</translation>
        </message>
        <message>
            <source>It looks at the pictures only.</source>
            <translation>그림만 봅니다.</translation>
        </message>
        <message>
            <source>It may have ended already.</source>
            <translation>이미 끝났을 수 있습니다.</translation>
        </message>
        <message>
            <source>It may need %1; %2 are free.</source>
            <translation>%1가 필요할 수 있는데 %2가 남아 있습니다.</translation>
        </message>
        <message>
            <source>It names %1, which belong to one clip and machine.</source>
            <translation>한 클립과 컴퓨터에만 속하는 것이 있습니다: %1.</translation>
        </message>
        <message>
            <source>It offered %1 instead of %2: the driver or its libraries are missing or too old.</source>
            <translation>%2 대신 %1만 됩니다. 드라이버나 라이브러리가 없거나 너무 오래되었습니다.</translation>
        </message>
        <message>
            <source>It said nothing for %1 seconds.</source>
            <translation>%1초 동안 소식이 없었습니다.</translation>
        </message>
        <message>
            <source>It says that it lasts %1 s, but its picture ends after %2 s.</source>
            <translation>길이가 %1초라고 하지만 그림은 %2초에서 끝납니다.</translation>
        </message>
        <message>
            <source>It says: %1.</source>
            <translation>메시지: %1.</translation>
        </message>
        <message>
            <source>It speaks version %1 of its language, this panel version %2.</source>
            <translation>서비스는 버전 %1, 이 패널은 버전 %2로 말합니다.</translation>
        </message>
        <message>
            <source>It stands where this job's results go, or its record does.</source>
            <translation>테이크나 그 기록이 이 작업의 결과가 갈 곳에 있습니다.</translation>
        </message>
        <message>
            <source>It takes: %1.</source>
            <translation>쓰는 것: %1.</translation>
        </message>
        <message>
            <source>It was ended by the signal %1, as when the memory of the machine runs out.</source>
            <translation>%1 신호로 끝났습니다. 컴퓨터의 메모리가 모자랄 때 이렇게 됩니다.</translation>
        </message>
        <message>
            <source>It was ended by the signal %1.</source>
            <translation>%1 신호로 끝났습니다.</translation>
        </message>
        <message>
            <source>It was finished at strength 0.</source>
            <translation>강도 0으로 마무리되었습니다.</translation>
        </message>
        <message>
            <source>It was started again: %1.</source>
            <translation>다시 시작했습니다: %1.</translation>
        </message>
        <message>
            <source>Its SHA-256 differs from the catalogue's, so it was thrown away.</source>
            <translation>SHA-256이 목록과 달라 버렸습니다.</translation>
        </message>
        <message>
            <source>Its alpha is not read: the decoder for it, libvpx, is not in this build of FFmpeg.</source>
            <translation>알파를 읽지 못합니다: 필요한 디코더 libvpx가 이 FFmpeg 빌드에 없습니다.</translation>
        </message>
        <message>
            <source>Its authors published none, and none lie in '%1'.</source>
            <translation>저자들이 공개하지 않았고, '%1'에도 없습니다.</translation>
        </message>
        <message>
            <source>Its channels are %1.</source>
            <translation>채널: %1.</translation>
        </message>
        <message>
            <source>Its colour is stored for 2x2 pixels at a time, so width and height must be even.</source>
            <translation>색이 2x2 픽셀마다 저장되어 너비와 높이가 짝수여야 합니다.</translation>
        </message>
        <message>
            <source>Its colour is stored for two pixels at a time; at an odd width FFmpeg's encoders lose that of the last column.</source>
            <translation>색이 두 픽셀마다 저장되어, 너비가 홀수이면 마지막 열의 색을 잃습니다.</translation>
        </message>
        <message>
            <source>Its colour is taken as %1.</source>
            <translation>색을 다음으로 봅니다: %1.</translation>
        </message>
        <message>
            <source>Its content has changed since.</source>
            <translation>그 뒤로 내용이 바뀌었습니다.</translation>
        </message>
        <message>
            <source>Its data is damaged.</source>
            <translation>데이터가 손상되었습니다.</translation>
        </message>
        <message>
            <source>Its files have changed since.</source>
            <translation>그 뒤로 파일이 바뀌었습니다.</translation>
        </message>
        <message>
            <source>Its size is odd, %1.</source>
            <translation>크기가 홀수입니다: %1.</translation>
        </message>
        <message>
            <source>Its source, recipe or output differs from this one's.</source>
            <translation>그 작업의 원본, 레시피, 또는 출력이 이 작업과 다릅니다.</translation>
        </message>
        <message>
            <source>Its timecode is left out.</source>
            <translation>타임코드는 뺍니다.</translation>
        </message>
        <message>
            <source>Its upscale is tried on the edit itself.</source>
            <translation>업스케일은 만든 편집으로 시험합니다.</translation>
        </message>
        <message>
            <source>Leave --base out for '%1', or give the folder of a base model.</source>
            <translation>--base를 빼면 '%1'을 씁니다. 아니면 편집 모델의 폴더를 주세요.</translation>
        </message>
        <message>
            <source>Leave --edit out, or --take.</source>
            <translation>--edit 또는 --take 중 하나를 빼세요.</translation>
        </message>
        <message>
            <source>Leave --stabilise at auto.</source>
            <translation>안정화를 자동으로 두세요.</translation>
        </message>
        <message>
            <source>Leave it out</source>
            <translation>빼기</translation>
        </message>
        <message>
            <source>Leave the colour matched, or run the model again with --no-match-colour.</source>
            <translation>색 맞추기를 켜 두거나, 끄고 모델을 다시 실행하세요.</translation>
        </message>
        <message>
            <source>Leave the frame out of the range, or get a whole copy of the file.</source>
            <translation>범위에서 그 프레임을 빼거나 온전한 파일을 구하세요.</translation>
        </message>
        <message>
            <source>Leave them out for the edit, or take a VACE model as --base.</source>
            <translation>편집에서는 빼거나, VACE 모델을 쓰세요.</translation>
        </message>
        <message>
            <source>Leave these out, or choose a model that takes them (see `uprez models`).</source>
            <translation>이것을 빼거나, 이것을 쓰는 모델을 고르세요.</translation>
        </message>
        <message>
            <source>Linear P3</source>
            <translation>선형 P3</translation>
        </message>
        <message>
            <source>Linear Rec.2020</source>
            <translation>선형 Rec.2020</translation>
        </message>
        <message>
            <source>Linear Rec.709</source>
            <translation>선형 Rec.709</translation>
        </message>
        <message>
            <source>List the devices, and take a name from there.</source>
            <translation>장치 목록에서 고르세요.</translation>
        </message>
        <message>
            <source>List the jobs, and take an id from there.</source>
            <translation>작업 목록에서 고르세요.</translation>
        </message>
        <message>
            <source>Look at its state, and choose what fits it.</source>
            <translation>상태를 보고 알맞은 것을 고르세요.</translation>
        </message>
        <message>
            <source>Looking for cuts</source>
            <translation>컷을 찾는 중</translation>
        </message>
        <message>
            <source>Looking for cuts %1/%2</source>
            <translation>컷을 찾는 중 %1/%2</translation>
        </message>
        <message>
            <source>Make %1 writable, or choose another folder.</source>
            <translation>%1 폴더의 쓰기 권한을 켜거나 다른 폴더를 고르세요.</translation>
        </message>
        <message>
            <source>Make it again.</source>
            <translation>다시 만드세요.</translation>
        </message>
        <message>
            <source>Make the edit first.</source>
            <translation>먼저 편집을 만드세요.</translation>
        </message>
        <message>
            <source>Makes edits by text and pictures at low resolution, which another model then enlarges; not an upscaler by itself</source>
            <translation>글과 그림으로 낮은 해상도의 편집을 만들고 다른 모델이 확대함. 업스케일러가 아님</translation>
        </message>
        <message>
            <source>Making the edit</source>
            <translation>편집 만드는 중</translation>
        </message>
        <message>
            <source>Media in a packed file cannot be read.</source>
            <translation>묶인 파일 안의 미디어는 읽을 수 없습니다.</translation>
        </message>
        <message>
            <source>No captioner is installed.</source>
            <translation>설치된 캡션 생성기가 없습니다.</translation>
        </message>
        <message>
            <source>No clip with media was found.</source>
            <translation>미디어가 있는 클립을 찾지 못했습니다.</translation>
        </message>
        <message>
            <source>No common player reads alpha from H.265.</source>
            <translation>H.265의 알파를 읽는 흔한 재생기가 없습니다.</translation>
        </message>
        <message>
            <source>No file fits %1 in %2.</source>
            <translation>%2 폴더에 %1에 맞는 파일이 없습니다.</translation>
        </message>
        <message>
            <source>No segmentation network is installed.</source>
            <translation>설치된 분할 신경망이 없습니다.</translation>
        </message>
        <message>
            <source>No service has run on this machine, and there is no `uprez` command on the PATH (or in $%1).</source>
            <translation>이 컴퓨터에서 서비스를 실행한 적이 없고, PATH(또는 $%1)에 `uprez` 명령이 없습니다.</translation>
        </message>
        <message>
            <source>No side may exceed %1 pixels.</source>
            <translation>한 변은 %1픽셀을 넘을 수 없습니다.</translation>
        </message>
        <message>
            <source>No space left on device.</source>
            <translation>장치에 남은 공간이 없습니다.</translation>
        </message>
        <message>
            <source>No such file or directory.</source>
            <translation>그런 파일이나 폴더가 없습니다.</translation>
        </message>
        <message>
            <source>Not a directory.</source>
            <translation>폴더가 아닙니다.</translation>
        </message>
        <message>
            <source>Nothing is under way under this ticket.</source>
            <translation>진행 중인 일이 없습니다.</translation>
        </message>
        <message>
            <source>Nothing listens where it said it would.</source>
            <translation>알려 준 주소에서 응답이 없습니다.</translation>
        </message>
        <message>
            <source>Nothing stands out in the picture.</source>
            <translation>그림에서 도드라지는 것이 없습니다.</translation>
        </message>
        <message>
            <source>Nothing tells where the reference video begins: its frame 0 is taken to go with frame 0 of the clip.</source>
            <translation>참조 영상이 어디서 시작하는지 알 수 없어, 0프레임이 클립의 0프레임과 맞는 것으로 보았습니다.</translation>
        </message>
        <message>
            <source>Nothing.</source>
            <translation>필요한 것이 없습니다.</translation>
        </message>
        <message>
            <source>ONNX Runtime cannot use the device '%1'.</source>
            <translation>ONNX Runtime이 '%1' 장치를 쓸 수 없습니다.</translation>
        </message>
        <message>
            <source>ONNX Runtime has no device '%1' here.</source>
            <translation>이 컴퓨터의 ONNX Runtime에 '%1' 장치가 없습니다.</translation>
        </message>
        <message>
            <source>Of %1 pictures in it, the main one is read.</source>
            <translation>안에 든 그림 %1개 가운데 주된 것을 읽습니다.</translation>
        </message>
        <message>
            <source>Only 4444 and 4444 XQ have an alpha channel.</source>
            <translation>알파 채널은 4444와 4444 XQ에만 있습니다.</translation>
        </message>
        <message>
            <source>Only Y'CbCr, R'G'B' and grey layouts are known.</source>
            <translation>Y'CbCr, R'G'B', 회색만 읽습니다.</translation>
        </message>
        <message>
            <source>Open the panel again.</source>
            <translation>패널을 다시 여세요.</translation>
        </message>
        <message>
            <source>OpenColorIO knows no colour space '%1'.</source>
            <translation>OpenColorIO에 '%1' 색 공간이 없습니다.</translation>
        </message>
        <message>
            <source>OpenCue takes no jobs of root: export again with --set user=NAME.</source>
            <translation>OpenCue는 root의 작업을 받지 않습니다. --set user=이름을 주고 다시 내보내세요.</translation>
        </message>
        <message>
            <source>OpenImageIO says: %1.</source>
            <translation>OpenImageIO의 메시지: %1.</translation>
        </message>
        <message>
            <source>OpenVINO has no device '%1' here.</source>
            <translation>이 컴퓨터의 OpenVINO에 '%1' 장치가 없습니다.</translation>
        </message>
        <message>
            <source>Permission denied.</source>
            <translation>권한이 없습니다.</translation>
        </message>
        <message>
            <source>Pictures are told by their numbers, movies by their timecode or their length.</source>
            <translation>그림은 번호로, 영상은 타임코드나 길이로 맞춥니다.</translation>
        </message>
        <message>
            <source>Pictures in FFmpeg's pixel format '%1' cannot be read exactly.</source>
            <translation>FFmpeg의 '%1' 픽셀 형식은 정확히 읽을 수 없습니다.</translation>
        </message>
        <message>
            <source>Pictures of %1 cannot be written as %2.</source>
            <translation>%1 그림을 %2 형식으로 쓸 수 없습니다.</translation>
        </message>
        <message>
            <source>Pixels are not square (%1).</source>
            <translation>픽셀이 정사각형이 아닙니다(%1).</translation>
        </message>
        <message>
            <source>Pixels of format %1 cannot be deinterlaced as they are.</source>
            <translation>%1 형식의 픽셀은 그대로 디인터레이스할 수 없습니다.</translation>
        </message>
        <message>
            <source>Planned for %1, running on %2: pixels may differ in the last digits.</source>
            <translation>계획은 %1, 실행은 %2입니다. 픽셀 값이 끝자리에서 다를 수 있습니다.</translation>
        </message>
        <message>
            <source>Premultiplied: colour is multiplied by it</source>
            <translation>미리 곱함: 색에 알파를 곱함</translation>
        </message>
        <message>
            <source>ProRes '%1' cannot hold pictures of %2.</source>
            <translation>ProRes '%1'에는 %2 그림을 담을 수 없습니다.</translation>
        </message>
        <message>
            <source>ProRes '%1' cannot hold the clip's alpha.</source>
            <translation>ProRes '%1'에는 클립의 알파를 담을 수 없습니다.</translation>
        </message>
        <message>
            <source>ProRes 422 and H.265 need even sides, as a scale of 2 or 4 gives them; other formats take any.</source>
            <translation>ProRes 422와 H.265는 짝수 크기여야 하며 배율 2나 4에서는 늘 짝수입니다. 다른 형식은 모두 됩니다.</translation>
        </message>
        <message>
            <source>Put a U2-Net, IS-Net or BiRefNet as ONNX into %1.</source>
            <translation>U2-Net, IS-Net, BiRefNet의 ONNX 파일을 이 폴더에 넣으세요: %1.</translation>
        </message>
        <message>
            <source>Put a U2-Net, IS-Net or BiRefNet as ONNX into that folder.</source>
            <translation>U2-Net, IS-Net, BiRefNet의 ONNX 파일을 그 폴더에 넣으세요.</translation>
        </message>
        <message>
            <source>Put black frames</source>
            <translation>검은 프레임 넣기</translation>
        </message>
        <message>
            <source>Put the clip back as it was, or run without sound (--no-audio).</source>
            <translation>클립을 원래대로 두거나 음성 없이 실행하세요.</translation>
        </message>
        <message>
            <source>Put the old clip back, or submit the job again under another --name, or with --overwrite.</source>
            <translation>원래 클립을 되돌려 놓거나, 다른 이름 또는 --overwrite로 작업을 다시 넣으세요.</translation>
        </message>
        <message>
            <source>Put the old file back, or submit the job again under another --name, or with --overwrite.</source>
            <translation>원래 파일을 되돌려 놓거나, 다른 이름 또는 --overwrite로 작업을 다시 넣으세요.</translation>
        </message>
        <message>
            <source>Put them back, or submit the job again under another --name.</source>
            <translation>되돌려 놓거나, 다른 이름으로 작업을 다시 넣으세요.</translation>
        </message>
        <message>
            <source>Putting '%1' together</source>
            <translation>'%1' 합치는 중</translation>
        </message>
        <message>
            <source>PyTorch, and a GPU to be of practical use.</source>
            <translation>PyTorch가 필요하고, 실제로 쓰려면 GPU가 필요합니다.</translation>
        </message>
        <message>
            <source>Read-only file system.</source>
            <translation>읽기 전용 파일 시스템입니다.</translation>
        </message>
        <message>
            <source>Real-world footage, such as from the web: restores it with a text-to-video model, very slowly</source>
            <translation>웹 영상 같은 실제 촬영 영상: 글로 영상을 만드는 모델로 복원하며 매우 느림</translation>
        </message>
        <message>
            <source>Real-world footage: as star-light, with a larger text-to-video model, even more slowly</source>
            <translation>실제 촬영 영상: star-light와 같지만 글로 영상을 만드는 더 큰 모델로 복원하며 더욱 느림</translation>
        </message>
        <message>
            <source>Render it again like the others, or give the parts as two clips.</source>
            <translation>다른 것과 같게 다시 렌더링하거나 두 클립으로 나누세요.</translation>
        </message>
        <message>
            <source>Render them, or add --missing hold (repeat the frame before) or --missing black.</source>
            <translation>빠진 프레임을 렌더링하거나, 앞 프레임 반복이나 검은 프레임 넣기를 고르세요.</translation>
        </message>
        <message>
            <source>Repeat the frame before</source>
            <translation>앞 프레임 반복</translation>
        </message>
        <message>
            <source>Report it, with the text of Copy report.</source>
            <translation>‘보고서 복사’의 내용과 함께 알려 주세요.</translation>
        </message>
        <message>
            <source>Report it: it is a fault of uprez.</source>
            <translation>uprez의 결함입니다. 알려 주세요.</translation>
        </message>
        <message>
            <source>Run `uprez models fetch NAME` where there is a network, then copy uprez's cache folder here (UPREZ_CACHE names it).</source>
            <translation>네트워크가 있는 곳에서 `uprez models fetch NAME`을 실행한 뒤 uprez의 캐시 폴더(UPREZ_CACHE)를 여기로 복사하세요.</translation>
        </message>
        <message>
            <source>Run `uprez serve` in a terminal to see more, or look into %1.</source>
            <translation>터미널에서 `uprez serve`를 실행해 보거나 %1 파일을 보세요.</translation>
        </message>
        <message>
            <source>Run again with --precision bf16 or fp32, and --overwrite; or get the weights again.</source>
            <translation>정밀도를 bf16이나 fp32로 하고 --overwrite로 다시 실행하거나, 가중치를 다시 받으세요.</translation>
        </message>
        <message>
            <source>Run again with --precision fp32 and --overwrite, or get the weights again.</source>
            <translation>--precision fp32와 --overwrite로 다시 실행하거나 가중치를 다시 받으세요.</translation>
        </message>
        <message>
            <source>Run again with --precision fp32, or another runtime or model.</source>
            <translation>정밀도를 32비트로 하거나 다른 런타임이나 모델로 다시 실행하세요.</translation>
        </message>
        <message>
            <source>Run again with --precision fp32, or bf16 on torch, and --overwrite; or get the weights again.</source>
            <translation>--precision fp32(torch에서는 bf16도 가능)와 --overwrite로 다시 실행하거나 가중치를 다시 받으세요.</translation>
        </message>
        <message>
            <source>Run again with another --runtime or --device, or check the weights with `uprez models verify`.</source>
            <translation>다른 런타임이나 장치로 다시 실행하거나, `uprez models verify`로 가중치를 확인하세요.</translation>
        </message>
        <message>
            <source>Run it again.</source>
            <translation>다시 실행하세요.</translation>
        </message>
        <message>
            <source>Run the job again.</source>
            <translation>작업을 다시 실행하세요.</translation>
        </message>
        <message>
            <source>Run the job again; what is missing is made.</source>
            <translation>작업을 다시 실행하세요. 빠진 것만 만듭니다.</translation>
        </message>
        <message>
            <source>STAR made NaN or infinite numbers in step %1.</source>
            <translation>STAR가 %1단계에서 NaN 또는 무한대 값을 만들었습니다.</translation>
        </message>
        <message>
            <source>See /v1/openapi.json.</source>
            <translation>/v1/openapi.json을 보세요.</translation>
        </message>
        <message>
            <source>See them all with `uprez models`, or give the path of a weights file.</source>
            <translation>모델 목록에서 고르거나 가중치 파일을 고르세요.</translation>
        </message>
        <message>
            <source>Slow without a GPU: 10 times slower than span</source>
            <translation>GPU가 없으면 느림: span보다 10배 느림</translation>
        </message>
        <message>
            <source>Slow without a GPU: 40 times slower than span</source>
            <translation>GPU가 없으면 느림: span보다 40배 느림</translation>
        </message>
        <message>
            <source>Start it with `uprez serve`, or open the panel.</source>
            <translation>`uprez serve`로 시작하거나 패널을 여세요.</translation>
        </message>
        <message>
            <source>Stopped.</source>
            <translation>멈췄습니다.</translation>
        </message>
        <message>
            <source>Stored turned by %1 degrees.</source>
            <translation>%1도 돌려 저장되어 있습니다.</translation>
        </message>
        <message>
            <source>Straight: colour is not multiplied by it</source>
            <translation>스트레이트: 색에 알파를 곱하지 않음</translation>
        </message>
        <message>
            <source>Strongly degraded drawn footage: crisp lines, 10 times slower than span</source>
            <translation>심하게 손상된 애니메이션: 선이 또렷하며 span보다 10배 느림</translation>
        </message>
        <message>
            <source>Strongly degraded photographic footage: cleans and invents texture, 40 times slower than span</source>
            <translation>심하게 손상된 실사 영상: 깨끗이 하고 질감을 만들며 span보다 40배 느림</translation>
        </message>
        <message>
            <source>Strongly degraded real-world footage: restores it with a text-to-video model, very slowly</source>
            <translation>심하게 손상된 실제 촬영 영상: 글로 영상을 만드는 모델로 복원하며 매우 느림</translation>
        </message>
        <message>
            <source>Take one of: %1.</source>
            <translation>다음에서 고르세요: %1.</translation>
        </message>
        <message>
            <source>That one is for models of noise; UniMMVSR is a flow.</source>
            <translation>그 샘플러는 노이즈를 예측하는 모델의 것이고, UniMMVSR은 플로 모델입니다.</translation>
        </message>
        <message>
            <source>The %1 %2 frames cannot be decoded whole and are left out.</source>
            <translation>%1 %2프레임은 온전히 디코딩할 수 없어 뺍니다.</translation>
        </message>
        <message>
            <source>The %1 frame cannot be decoded whole and is left out.</source>
            <translation>%1 프레임은 온전히 디코딩할 수 없어 뺍니다.</translation>
        </message>
        <message>
            <source>The OpenColorIO configuration '%1' cannot be read.</source>
            <translation>OpenColorIO 구성을 읽을 수 없습니다: '%1'</translation>
        </message>
        <message>
            <source>The VAE does not fit into the GPU's memory in fp32: it computes in bf16.</source>
            <translation>VAE가 fp32로는 GPU 메모리에 들어가지 않아 bf16으로 계산합니다.</translation>
        </message>
        <message>
            <source>The base model in '%1' has two transformers, as those of Wan 2.2.</source>
            <translation>'%1'의 편집 모델에는 Wan 2.2처럼 트랜스포머가 둘 있습니다.</translation>
        </message>
        <message>
            <source>The base model made NaN or infinite numbers in step %1.</source>
            <translation>편집 모델이 %1단계에서 NaN이나 무한대를 만들었습니다.</translation>
        </message>
        <message>
            <source>The captioner says: %1.</source>
            <translation>캡션 생성기의 설명: %1.</translation>
        </message>
        <message>
            <source>The clip has no frame %1.</source>
            <translation>클립에 %1프레임이 없습니다.</translation>
        </message>
        <message>
            <source>The clip is %1.</source>
            <translation>클립 크기는 %1입니다.</translation>
        </message>
        <message>
            <source>The clip's colour matrix, %1, cannot be decoded exactly.</source>
            <translation>클립의 색 행렬(%1)은 정확히 디코딩할 수 없습니다.</translation>
        </message>
        <message>
            <source>The connection to the service is closed.</source>
            <translation>서비스와의 연결이 닫혔습니다.</translation>
        </message>
        <message>
            <source>The connection to the service was lost.</source>
            <translation>서비스와의 연결이 끊겼습니다.</translation>
        </message>
        <message>
            <source>The data of its last %1 frames are not in the file.</source>
            <translation>마지막 %1프레임의 데이터가 파일에 없습니다.</translation>
        </message>
        <message>
            <source>The data of its last %1 frames is not in the file.</source>
            <translation>마지막 %1프레임의 데이터가 파일에 없습니다.</translation>
        </message>
        <message>
            <source>The default for clean footage at up to four times its size: faithful, fast, invents nothing</source>
            <translation>깨끗한 영상의 기본 모델, 네 배까지: 원본에 충실하고 빠르며 없는 것을 만들지 않음</translation>
        </message>
        <message>
            <source>The default for clean footage at up to twice its size: faithful, fast, invents nothing</source>
            <translation>깨끗한 영상의 기본 모델, 두 배까지: 원본에 충실하고 빠르며 없는 것을 만들지 않음</translation>
        </message>
        <message>
            <source>The disk lost some.</source>
            <translation>디스크가 일부를 잃었습니다.</translation>
        </message>
        <message>
            <source>The disk or the encoder lost some.</source>
            <translation>디스크나 인코더가 일부를 잃었습니다.</translation>
        </message>
        <message>
            <source>The download saved the site's page.</source>
            <translation>내려받을 때 사이트의 페이지가 저장되었습니다.</translation>
        </message>
        <message>
            <source>The edit cannot be read as text.</source>
            <translation>편집을 글로 읽을 수 없습니다.</translation>
        </message>
        <message>
            <source>The edit does not say where the media of '%1' is.</source>
            <translation>편집에 '%1'의 미디어 위치가 없습니다.</translation>
        </message>
        <message>
            <source>The edit does not say where the media of '%1' starts; its times were counted from the first frame.</source>
            <translation>편집에 '%1' 미디어의 시작이 없어 첫 프레임부터 셌습니다.</translation>
        </message>
        <message>
            <source>The edit is not made yet.</source>
            <translation>편집을 아직 만들지 않았습니다.</translation>
        </message>
        <message>
            <source>The farm's command stopped unexpectedly.</source>
            <translation>팜 명령이 예기치 않게 멈췄습니다.</translation>
        </message>
        <message>
            <source>The file does not hold one edit.</source>
            <translation>파일에 든 편집이 하나가 아닙니다.</translation>
        </message>
        <message>
            <source>The file does not state its %1.</source>
            <translation>파일에 적혀 있지 않습니다: %1.</translation>
        </message>
        <message>
            <source>The file is cut short.</source>
            <translation>파일이 중간에 잘려 있습니다.</translation>
        </message>
        <message>
            <source>The file is empty.</source>
            <translation>파일이 비어 있습니다.</translation>
        </message>
        <message>
            <source>The file is not a preset.</source>
            <translation>프리셋 파일이 아닙니다.</translation>
        </message>
        <message>
            <source>The file stamps its frames badly: they are found by counting from the start, which is slow to jump in.</source>
            <translation>프레임 시간 정보가 잘못되어 처음부터 세어 찾습니다. 건너뛰면 느립니다.</translation>
        </message>
        <message>
            <source>The files hold film or camera log; name its colour space for exact colour.</source>
            <translation>필름이나 카메라 로그 파일입니다. 정확한 색을 위해 색 공간을 정하세요.</translation>
        </message>
        <message>
            <source>The files state no frame rate; %1 is taken.</source>
            <translation>파일에 프레임 속도가 없어 %1 값을 씁니다.</translation>
        </message>
        <message>
            <source>The fingerprint in its record is another.</source>
            <translation>기록의 지문이 다릅니다.</translation>
        </message>
        <message>
            <source>The folder %1 does not exist.</source>
            <translation>폴더를 찾을 수 없습니다: %1</translation>
        </message>
        <message>
            <source>The folder %1 holds %2 sequences.</source>
            <translation>폴더에 시퀀스가 %2개 있습니다: %1</translation>
        </message>
        <message>
            <source>The folder %1 holds no picture.</source>
            <translation>폴더에 그림이 없습니다: %1</translation>
        </message>
        <message>
            <source>The folder of uprez's state is full or may not be written.</source>
            <translation>uprez의 상태 폴더가 가득 찼거나 쓸 수 없습니다.</translation>
        </message>
        <message>
            <source>The frame rate varies.</source>
            <translation>프레임 속도가 일정하지 않습니다.</translation>
        </message>
        <message>
            <source>The frames on their way to disk alone need %1.</source>
            <translation>디스크에 쓸 프레임만으로도 %1가 필요합니다.</translation>
        </message>
        <message>
            <source>The installed one knows: %1.</source>
            <translation>설치된 것이 아는 장치: %1.</translation>
        </message>
        <message>
            <source>The job %1 cannot be read.</source>
            <translation>작업을 읽을 수 없습니다: %1</translation>
        </message>
        <message>
            <source>The job asks for something that uprez does not know or cannot do.</source>
            <translation>uprez가 모르거나 할 수 없는 것이 작업에 있습니다.</translation>
        </message>
        <message>
            <source>The job cannot be written as Open Job Description.</source>
            <translation>작업을 Open Job Description으로 쓸 수 없습니다.</translation>
        </message>
        <message>
            <source>The job document is not JSON.</source>
            <translation>작업 문서가 JSON이 아닙니다.</translation>
        </message>
        <message>
            <source>The job is %1; it cannot become %2.</source>
            <translation>작업이 %1 상태라 %2 상태로 바꿀 수 없습니다.</translation>
        </message>
        <message>
            <source>The job is running.</source>
            <translation>작업이 실행 중입니다.</translation>
        </message>
        <message>
            <source>The job is version %1; this uprez reads up to version %2.</source>
            <translation>작업은 버전 %1인데 이 uprez는 버전 %2까지 읽습니다.</translation>
        </message>
        <message>
            <source>The machine was restarted while this job ran.</source>
            <translation>이 작업이 도는 동안 컴퓨터가 다시 시작되었습니다.</translation>
        </message>
        <message>
            <source>The media of '%1' is not at %2.</source>
            <translation>'%1'의 미디어가 그곳에 없습니다: %2</translation>
        </message>
        <message>
            <source>The memory ran out while the model worked.</source>
            <translation>모델이 일하는 동안 메모리가 모자랐습니다.</translation>
        </message>
        <message>
            <source>The memory ran out.</source>
            <translation>메모리가 모자랍니다.</translation>
        </message>
        <message>
            <source>The model '%1' cannot be stabilised.</source>
            <translation>'%1' 모델은 안정화할 수 없습니다.</translation>
        </message>
        <message>
            <source>The model '%1' made NaN or infinite pixels in frame %2; the frame was not written.</source>
            <translation>'%1' 모델이 %2프레임에서 NaN이나 무한대 픽셀을 만들어 쓰지 않았습니다.</translation>
        </message>
        <message>
            <source>The model '%1' made a constant area in frame %2, where the source has a picture; the frame was not written.</source>
            <translation>'%1' 모델이 %2프레임에서 원본에는 그림이 있는 곳을 한 색으로 만들어 쓰지 않았습니다.</translation>
        </message>
        <message>
            <source>The model '%1' takes no %2.</source>
            <translation>'%1' 모델은 다음을 쓰지 않습니다: %2.</translation>
        </message>
        <message>
            <source>The models are: %1.</source>
            <translation>있는 모델: %1.</translation>
        </message>
        <message>
            <source>The nested edit '%1' changes speed in a way that is not said; all that it holds was taken.</source>
            <translation>중첩 편집 '%1'의 속도가 바뀌는데 방법이 적혀 있지 않습니다. 안에 든 것을 모두 가져왔습니다.</translation>
        </message>
        <message>
            <source>The network %1 cannot be read.</source>
            <translation>신경망을 읽을 수 없습니다: %1</translation>
        </message>
        <message>
            <source>The numbers in %1 are padded in two ways.</source>
            <translation>번호의 자릿수가 두 가지로 섞여 있습니다: %1</translation>
        </message>
        <message>
            <source>The package %1, which holds these weights, cannot be fetched.</source>
            <translation>가중치가 든 %1 패키지를 내려받을 수 없습니다.</translation>
        </message>
        <message>
            <source>The panel is closing.</source>
            <translation>패널을 닫는 중입니다.</translation>
        </message>
        <message>
            <source>The part of %1 kept from an earlier attempt was wrong; it is fetched again from its start.</source>
            <translation>앞서 받아 둔 일부가 잘못되어 처음부터 다시 내려받습니다: %1</translation>
        </message>
        <message>
            <source>The picture %1 cannot be read.</source>
            <translation>그림을 읽을 수 없습니다: %1</translation>
        </message>
        <message>
            <source>The picture %1 cannot be renamed.</source>
            <translation>그림의 이름을 바꿀 수 없습니다: %1</translation>
        </message>
        <message>
            <source>The picture %1 cannot be shown.</source>
            <translation>그림을 보일 수 없습니다: %1</translation>
        </message>
        <message>
            <source>The picture %1 cannot be written.</source>
            <translation>그림을 쓸 수 없습니다: %1</translation>
        </message>
        <message>
            <source>The picture changes size within the file.</source>
            <translation>파일 안에서 그림 크기가 바뀝니다.</translation>
        </message>
        <message>
            <source>The pictures are stored mirrored and are turned back.</source>
            <translation>거울처럼 뒤집혀 저장된 그림을 바로 돌립니다.</translation>
        </message>
        <message>
            <source>The preset %1 cannot be read.</source>
            <translation>프리셋을 읽을 수 없습니다: %1</translation>
        </message>
        <message>
            <source>The preset asks for something that this uprez does not know.</source>
            <translation>이 uprez가 모르는 것이 프리셋에 있습니다.</translation>
        </message>
        <message>
            <source>The preset carries what a preset must not.</source>
            <translation>프리셋에 들어가면 안 되는 것이 있습니다.</translation>
        </message>
        <message>
            <source>The preset does not state its version.</source>
            <translation>프리셋에 버전이 없습니다.</translation>
        </message>
        <message>
            <source>The preset is incomplete.</source>
            <translation>프리셋이 온전하지 않습니다.</translation>
        </message>
        <message>
            <source>The preset was made by a newer uprez.</source>
            <translation>더 새로운 uprez로 만든 프리셋입니다.</translation>
        </message>
        <message>
            <source>The preset “%1” cannot be kept.</source>
            <translation>“%1” 프리셋을 저장할 수 없습니다.</translation>
        </message>
        <message>
            <source>The project is empty.</source>
            <translation>프로젝트가 비어 있습니다.</translation>
        </message>
        <message>
            <source>The prompt is longer than the %1 tokens that the release sees; these words are lost: %2</source>
            <translation>프롬프트가 공개판이 보는 토큰 %1개보다 깁니다. 다음 단어는 사라집니다: %2</translation>
        </message>
        <message>
            <source>The prompt that was given stands; no caption is made.</source>
            <translation>입력한 프롬프트를 그대로 쓰고 캡션은 만들지 않습니다.</translation>
        </message>
        <message>
            <source>The queue '%1' cannot be opened.</source>
            <translation>대기열을 열 수 없습니다: '%1'</translation>
        </message>
        <message>
            <source>The queue cannot be written.</source>
            <translation>대기열을 쓸 수 없습니다.</translation>
        </message>
        <message>
            <source>The recipe has no edit prompt.</source>
            <translation>레시피에 편집 프롬프트가 없습니다.</translation>
        </message>
        <message>
            <source>The reference image '%1' cannot be read.</source>
            <translation>참조 이미지를 읽을 수 없습니다: '%1'</translation>
        </message>
        <message>
            <source>The reference video '%1' does not hold frames %2 of the clip.</source>
            <translation>참조 영상 '%1'에 클립의 %2프레임이 없습니다.</translation>
        </message>
        <message>
            <source>The reference video '%1' has no frame for frame %2 of the clip.</source>
            <translation>참조 영상 '%1'에 클립의 %2프레임에 맞는 프레임이 없습니다.</translation>
        </message>
        <message>
            <source>The reference video '%1' is interlaced; it is deinterlaced.</source>
            <translation>참조 영상 '%1'은 인터레이스라서 디인터레이스합니다.</translation>
        </message>
        <message>
            <source>The reference video has %1 frames a second, the clip %2: frames go one with one, not by time.</source>
            <translation>참조 영상은 초당 %1프레임, 클립은 %2프레임입니다. 시간이 아니라 프레임끼리 맞춥니다.</translation>
        </message>
        <message>
            <source>The region %1 does not lie in the picture.</source>
            <translation>영역(%1)이 그림을 벗어납니다.</translation>
        </message>
        <message>
            <source>The request is not as it should be.</source>
            <translation>요청이 올바르지 않습니다.</translation>
        </message>
        <message>
            <source>The request lacks the service's token, or has a wrong one.</source>
            <translation>요청에 서비스의 토큰이 없거나 틀립니다.</translation>
        </message>
        <message>
            <source>The request's body is too large.</source>
            <translation>요청이 너무 큽니다.</translation>
        </message>
        <message>
            <source>The result does not fit on the disk of %1.</source>
            <translation>결과를 담을 공간이 디스크에 모자랍니다: %1</translation>
        </message>
        <message>
            <source>The result is upright.</source>
            <translation>결과는 바로 섭니다.</translation>
        </message>
        <message>
            <source>The result keeps it.</source>
            <translation>결과도 그대로 유지합니다.</translation>
        </message>
        <message>
            <source>The result keeps their shape.</source>
            <translation>결과도 그 비율을 지킵니다.</translation>
        </message>
        <message>
            <source>The results of another job stand in '%1' under the same names.</source>
            <translation>다른 작업의 결과가 같은 이름으로 있습니다: '%1'</translation>
        </message>
        <message>
            <source>The runtime %1 is not installed.</source>
            <translation>%1 런타임이 설치되어 있지 않습니다.</translation>
        </message>
        <message>
            <source>The service does not answer.</source>
            <translation>서비스가 응답하지 않습니다.</translation>
        </message>
        <message>
            <source>The service had stopped while this job ran.</source>
            <translation>이 작업이 도는 동안 서비스가 멈췄습니다.</translation>
        </message>
        <message>
            <source>The service has ended the connection.</source>
            <translation>서비스가 연결을 끊었습니다.</translation>
        </message>
        <message>
            <source>The service has fallen silent.</source>
            <translation>서비스에서 소식이 없습니다.</translation>
        </message>
        <message>
            <source>The service is busy.</source>
            <translation>서비스가 바쁩니다.</translation>
        </message>
        <message>
            <source>The service is not running.</source>
            <translation>서비스가 실행되고 있지 않습니다.</translation>
        </message>
        <message>
            <source>The service met an error it did not foresee: %1</source>
            <translation>서비스에 예상하지 못한 오류가 생겼습니다: %1</translation>
        </message>
        <message>
            <source>The service refused (HTTP status %1).</source>
            <translation>서비스가 거부했습니다(HTTP 상태 %1).</translation>
        </message>
        <message>
            <source>The service's answer is no picture.</source>
            <translation>서비스의 답이 그림이 아닙니다.</translation>
        </message>
        <message>
            <source>The service's answer makes no sense.</source>
            <translation>서비스의 답을 알아볼 수 없습니다.</translation>
        </message>
        <message>
            <source>The service's events make no sense.</source>
            <translation>서비스의 소식을 알아볼 수 없습니다.</translation>
        </message>
        <message>
            <source>The source holds floats; %1 keeps what its codes can hold and clips the rest.</source>
            <translation>원본이 부동소수입니다. %1 형식은 담을 수 있는 값만 지키고 나머지는 잘라 냅니다.</translation>
        </message>
        <message>
            <source>The source is too plain or too small to judge: STAR's light weights are taken.</source>
            <translation>원본이 너무 단순하거나 작아 판단할 수 없습니다: STAR의 light 가중치를 사용합니다.</translation>
        </message>
        <message>
            <source>The source looks %1 (%2): STAR's %3 weights are taken.</source>
            <translation>원본은 %1 것으로 보입니다(%2): STAR의 %3 가중치를 사용합니다.</translation>
        </message>
        <message>
            <source>The start timecode %1 is left out: %2 frames a second has none in this kind of file.</source>
            <translation>시작 타임코드(%1)를 뺍니다: 이런 파일은 초당 %2프레임의 타임코드를 담지 못합니다.</translation>
        </message>
        <message>
            <source>The take '%1' does not hold frames %2 of the clip.</source>
            <translation>테이크에 클립의 %2프레임이 없습니다: '%1'</translation>
        </message>
        <message>
            <source>The take '%1' holds nothing of a model.</source>
            <translation>모델이 만든 것이 없는 테이크입니다: '%1'</translation>
        </message>
        <message>
            <source>The take '%1' is %2; this job's pictures are %3.</source>
            <translation>테이크는 %2, 이 작업의 그림은 %3입니다: '%1'</translation>
        </message>
        <message>
            <source>The take '%1' is not the one that the job was planned with.</source>
            <translation>작업을 계획할 때의 테이크가 아닙니다: '%1'</translation>
        </message>
        <message>
            <source>The take '%1' was made from another clip than '%2'.</source>
            <translation>다른 클립으로 만든 테이크입니다('%2'에 맞지 않음): '%1'</translation>
        </message>
        <message>
            <source>The take '%1' would be written over.</source>
            <translation>테이크를 덮어쓰게 됩니다: '%1'</translation>
        </message>
        <message>
            <source>The take has no alpha; the source's is enlarged by Lanczos.</source>
            <translation>테이크에 알파가 없어 원본의 알파를 란초스로 확대합니다.</translation>
        </message>
        <message>
            <source>The take was finished at strength %1 and grain %2; these are taken back first, as far as its numbers allow.</source>
            <translation>테이크는 강도 %1, 그레인 %2로 마무리되었습니다. 가능한 만큼 먼저 되돌립니다.</translation>
        </message>
        <message>
            <source>The take's colour was matched to the source's when it was made.</source>
            <translation>테이크를 만들 때 색을 원본에 맞췄습니다.</translation>
        </message>
        <message>
            <source>The template was not checked: the package openjd-model is not installed.</source>
            <translation>openjd-model 패키지가 없어 템플릿을 검사하지 않았습니다.</translation>
        </message>
        <message>
            <source>The transformer does not fit into the GPU's memory: its blocks come from the host's one by one, in every pass.</source>
            <translation>트랜스포머가 GPU 메모리에 들어가지 않아, 매번 블록을 하나씩 시스템 메모리에서 가져옵니다.</translation>
        </message>
        <message>
            <source>The transformer in '%1' cannot be read.</source>
            <translation>'%1'의 트랜스포머를 읽을 수 없습니다.</translation>
        </message>
        <message>
            <source>The transformer in '%1' makes no edits.</source>
            <translation>'%1'의 트랜스포머는 편집을 만들지 않습니다.</translation>
        </message>
        <message>
            <source>The uprez service cannot be started.</source>
            <translation>uprez 서비스를 시작할 수 없습니다.</translation>
        </message>
        <message>
            <source>The uprez service is not running.</source>
            <translation>uprez 서비스가 실행되고 있지 않습니다.</translation>
        </message>
        <message>
            <source>The uprez service that runs is of another version.</source>
            <translation>실행 중인 uprez 서비스의 버전이 다릅니다.</translation>
        </message>
        <message>
            <source>The upscale of the edit is left out: what it takes is known once the edit is made.</source>
            <translation>편집의 업스케일은 넣지 않았습니다. 걸리는 시간은 편집을 만든 뒤에 알 수 있습니다.</translation>
        </message>
        <message>
            <source>The video in %1 is of a kind that FFmpeg does not know.</source>
            <translation>FFmpeg가 모르는 종류의 영상입니다: %1</translation>
        </message>
        <message>
            <source>The view '%1' cannot show '%2'.</source>
            <translation>'%1' 뷰로 '%2' 색 공간을 보일 수 없습니다.</translation>
        </message>
        <message>
            <source>The weights file %1 cannot be read.</source>
            <translation>가중치 파일을 읽을 수 없습니다: %1</translation>
        </message>
        <message>
            <source>The weights file cannot be read.</source>
            <translation>가중치 파일을 읽을 수 없습니다.</translation>
        </message>
        <message>
            <source>The weights file carries code, and uprez runs no code from files.</source>
            <translation>가중치 파일에 코드가 들어 있습니다. uprez는 파일의 코드를 실행하지 않습니다.</translation>
        </message>
        <message>
            <source>The weights in %1 are damaged.</source>
            <translation>가중치가 손상되었습니다: %1</translation>
        </message>
        <message>
            <source>The weights of %1 are not on this machine.</source>
            <translation>%1의 가중치가 이 컴퓨터에 없습니다.</translation>
        </message>
        <message>
            <source>The weights of '%1' are not the ones that the job was planned with.</source>
            <translation>'%1'의 가중치가 작업을 계획할 때의 것이 아닙니다.</translation>
        </message>
        <message>
            <source>The worker stopped unexpectedly.</source>
            <translation>작업 프로세스가 예기치 않게 멈췄습니다.</translation>
        </message>
        <message>
            <source>Then open the panel again.</source>
            <translation>그 뒤 패널을 다시 여세요.</translation>
        </message>
        <message>
            <source>There are no segments to make a movie of.</source>
            <translation>영상으로 합칠 조각이 없습니다.</translation>
        </message>
        <message>
            <source>There are no weights at '%1'.</source>
            <translation>그곳에 가중치가 없습니다: '%1'</translation>
        </message>
        <message>
            <source>There is a preset “%1” already.</source>
            <translation>“%1” 프리셋이 이미 있습니다.</translation>
        </message>
        <message>
            <source>There is no job '%1' in the queue.</source>
            <translation>대기열에 '%1' 작업이 없습니다.</translation>
        </message>
        <message>
            <source>There is no model '%1'.</source>
            <translation>'%1' 모델이 없습니다.</translation>
        </message>
        <message>
            <source>There is no number %1.</source>
            <translation>없는 번호: %1.</translation>
        </message>
        <message>
            <source>There is no picture of this job yet.</source>
            <translation>이 작업의 그림이 아직 없습니다.</translation>
        </message>
        <message>
            <source>There is no room left on the disk.</source>
            <translation>디스크에 남은 공간이 없습니다.</translation>
        </message>
        <message>
            <source>There is no transformer of Wan or VACE.</source>
            <translation>Wan이나 VACE의 트랜스포머가 없습니다.</translation>
        </message>
        <message>
            <source>There is nothing under this address.</source>
            <translation>이 주소에는 아무것도 없습니다.</translation>
        </message>
        <message>
            <source>There was no footage to look at: STAR's light weights are taken, for footage that is not strongly degraded.</source>
            <translation>살펴볼 영상이 없어, 심하게 열화되지 않은 영상용인 STAR의 light 가중치를 사용합니다.</translation>
        </message>
        <message>
            <source>These frames cannot be previewed.</source>
            <translation>이 프레임들은 미리 볼 수 없습니다.</translation>
        </message>
        <message>
            <source>They are %1.</source>
            <translation>다음과 같습니다: %1.</translation>
        </message>
        <message>
            <source>They are upscaled in register.</source>
            <translation>어긋나지 않게 함께 업스케일합니다.</translation>
        </message>
        <message>
            <source>This base model sees the source only through --edit-strength, which is 1: the edit has nothing of the source.</source>
            <translation>이 편집 모델은 편집 강도가 1보다 작을 때만 원본을 봅니다. 지금은 1이라서 편집에 원본이 남지 않습니다.</translation>
        </message>
        <message>
            <source>This base model takes no reference images.</source>
            <translation>이 편집 모델은 참조 이미지를 받지 않습니다.</translation>
        </message>
        <message>
            <source>This cannot be done to this address.</source>
            <translation>이 주소에는 할 수 없는 일입니다.</translation>
        </message>
        <message>
            <source>This preview is not there, or not there any more.</source>
            <translation>이 미리보기가 없거나 더는 없습니다.</translation>
        </message>
        <message>
            <source>Timecode %1 counts drop-frame, but %2 frames a second has no drop-frame.</source>
            <translation>타임코드 %1: 드롭 프레임이지만 초당 %2프레임에는 드롭 프레임이 없습니다.</translation>
        </message>
        <message>
            <source>Timecode %1 does not exist at %2 frames a second.</source>
            <translation>초당 %2프레임에는 없는 타임코드입니다: %1</translation>
        </message>
        <message>
            <source>Too many programs ask it at once.</source>
            <translation>너무 많은 프로그램이 한꺼번에 요청합니다.</translation>
        </message>
        <message>
            <source>Track %1 is switched off and was left out.</source>
            <translation>트랙 %1: 꺼져 있어 뺐습니다.</translation>
        </message>
        <message>
            <source>Train it first (docs/training.md).</source>
            <translation>먼저 학습시키세요(docs/training.md).</translation>
        </message>
        <message>
            <source>Train it from Wan2.1-T2V-1.3B (docs/training.md), and give the folder of the result to --model; or choose another model.</source>
            <translation>Wan2.1-T2V-1.3B에서 학습시켜(docs/training.md) 결과 폴더를 모델로 주거나, 다른 모델을 고르세요.</translation>
        </message>
        <message>
            <source>Train it from Wan2.1-T2V-1.3B (docs/training.md), and give the folder of the result.</source>
            <translation>Wan2.1-T2V-1.3B에서 학습시키고(docs/training.md) 결과 폴더를 주세요.</translation>
        </message>
        <message>
            <source>Try again in a moment.</source>
            <translation>잠시 뒤 다시 시도하세요.</translation>
        </message>
        <message>
            <source>Try again; if it goes on, stop the uprez process and open the panel again.</source>
            <translation>다시 시도하세요. 계속되면 uprez 프로세스를 끝내고 패널을 다시 여세요.</translation>
        </message>
        <message>
            <source>Try again; jobs go on where they were.</source>
            <translation>다시 시도하세요. 작업은 멈춘 곳부터 이어집니다.</translation>
        </message>
        <message>
            <source>Try another runtime with `--runtime`.</source>
            <translation>다른 런타임을 써 보세요.</translation>
        </message>
        <message>
            <source>Try smaller tiles, or another runtime.</source>
            <translation>타일을 줄이거나 다른 런타임을 써 보세요.</translation>
        </message>
        <message>
            <source>UniMMVSR has no scheduler '%1'.</source>
            <translation>UniMMVSR에는 샘플러 '%1'이 없습니다.</translation>
        </message>
        <message>
            <source>UniMMVSR has no weights here.</source>
            <translation>이 컴퓨터에 UniMMVSR의 가중치가 없습니다.</translation>
        </message>
        <message>
            <source>UniMMVSR made NaN or infinite numbers in step %1.</source>
            <translation>UniMMVSR이 %1단계에서 NaN이나 무한대를 만들었습니다.</translation>
        </message>
        <message>
            <source>UniMMVSR's authors published no weights.</source>
            <translation>UniMMVSR의 저자들은 가중치를 공개하지 않았습니다.</translation>
        </message>
        <message>
            <source>Unpack it, or export .otio.</source>
            <translation>풀거나 .otio로 내보내세요.</translation>
        </message>
        <message>
            <source>Update uprez, or export it from an older one.</source>
            <translation>uprez를 업데이트하거나 이전 버전에서 내보내세요.</translation>
        </message>
        <message>
            <source>Update uprez, or export the preset from a version like this one.</source>
            <translation>uprez를 업데이트하거나, 같은 버전에서 프리셋을 내보내세요.</translation>
        </message>
        <message>
            <source>Update uprez, or submit the job again from here.</source>
            <translation>uprez를 업데이트하거나 여기에서 작업을 다시 넣으세요.</translation>
        </message>
        <message>
            <source>Upscaling the edit</source>
            <translation>편집 업스케일하는 중</translation>
        </message>
        <message>
            <source>Upscaling two half pictures as one draws combs.</source>
            <translation>두 필드를 한 그림으로 업스케일하면 빗살무늬가 생깁니다.</translation>
        </message>
        <message>
            <source>Use that one; every client finds it.</source>
            <translation>그 서비스를 쓰세요. 모든 창이 저절로 찾습니다.</translation>
        </message>
        <message>
            <source>Use the weights of the plan, or submit the job again under another --name.</source>
            <translation>계획할 때의 가중치를 쓰거나, 다른 이름으로 작업을 다시 넣으세요.</translation>
        </message>
        <message>
            <source>Very slow: about ten seconds a frame on a large GPU, up to an hour without one</source>
            <translation>매우 느림: 큰 GPU에서 프레임당 약 10초, GPU가 없으면 최대 1시간</translation>
        </message>
        <message>
            <source>Very slow: minutes a frame on a GPU, hours without one</source>
            <translation>매우 느림: GPU로 한 프레임에 몇 분, 없으면 몇 시간</translation>
        </message>
        <message>
            <source>Very slow: minutes a second of footage on a large GPU, days without one</source>
            <translation>매우 느림: 큰 GPU에서 영상 1초에 몇 분, GPU가 없으면 며칠</translation>
        </message>
        <message>
            <source>Very slow: minutes a shot of three seconds on a large GPU, many hours without one</source>
            <translation>매우 느림: 큰 GPU에서 3초짜리 샷에 몇 분, GPU가 없으면 여러 시간</translation>
        </message>
        <message>
            <source>Very slow: ten seconds a frame or more on a large GPU, hours without one</source>
            <translation>매우 느림: 큰 GPU에서 프레임당 10초 이상, GPU가 없으면 몇 시간</translation>
        </message>
        <message>
            <source>Wait for it, or stop it first.</source>
            <translation>끝나기를 기다리거나 먼저 멈추세요.</translation>
        </message>
        <message>
            <source>What the model had made of it is not in the take any more.</source>
            <translation>모델이 만든 색은 테이크에 남아 있지 않습니다.</translation>
        </message>
        <message>
            <source>Write prores, ffv1 or exr, or drop the alpha (--alpha none).</source>
            <translation>ProRes, FFV1, EXR로 쓰거나 알파를 빼세요.</translation>
        </message>
        <message>
            <source>Writing the weights of '%1' as safetensors into '%2', once.</source>
            <translation>'%1'의 가중치를 safetensors로 '%2'에 한 번만 기록합니다.</translation>
        </message>
        <message>
            <source>all of its media was taken</source>
            <translation>미디어 전체를 가져왔고</translation>
        </message>
        <message>
            <source>bottom field first</source>
            <translation>아래 필드 먼저</translation>
        </message>
        <message>
            <source>cancelled</source>
            <translation>취소</translation>
        </message>
        <message>
            <source>changes speed</source>
            <translation>속도가 바뀝니다</translation>
        </message>
        <message>
            <source>copied as it is, it would not stay in place to the sample</source>
            <translation>그대로 복사하면 샘플 단위로 맞지 않습니다</translation>
        </message>
        <message>
            <source>decoding</source>
            <translation>디코딩</translation>
        </message>
        <message>
            <source>decoding %1/%2</source>
            <translation>디코딩 %1/%2</translation>
        </message>
        <message>
            <source>done</source>
            <translation>완료</translation>
        </message>
        <message>
            <source>encoding</source>
            <translation>인코딩</translation>
        </message>
        <message>
            <source>encoding %1/%2</source>
            <translation>인코딩 %1/%2</translation>
        </message>
        <message>
            <source>encoding references</source>
            <translation>참조 이미지 인코딩</translation>
        </message>
        <message>
            <source>encoding references %1/%2</source>
            <translation>참조 이미지 인코딩 %1/%2</translation>
        </message>
        <message>
            <source>encoding the reference video</source>
            <translation>참조 비디오 인코딩</translation>
        </message>
        <message>
            <source>encoding the reference video %1/%2</source>
            <translation>참조 비디오 인코딩 %1/%2</translation>
        </message>
        <message>
            <source>enlarging</source>
            <translation>확대</translation>
        </message>
        <message>
            <source>enlarging %1/%2</source>
            <translation>확대 %1/%2</translation>
        </message>
        <message>
            <source>failed</source>
            <translation>실패</translation>
        </message>
        <message>
            <source>first</source>
            <translation>처음</translation>
        </message>
        <message>
            <source>huggingface_hub is not installed.</source>
            <translation>huggingface_hub가 설치되어 있지 않습니다.</translation>
        </message>
        <message>
            <source>is made by the editor and has no media</source>
            <translation>편집기가 만든 것이라 미디어가 없음</translation>
        </message>
        <message>
            <source>is not a file on a disk</source>
            <translation>디스크의 파일이 아님</translation>
        </message>
        <message>
            <source>its part of the clip is cut out</source>
            <translation>클립의 일부만 잘라 씁니다</translation>
        </message>
        <message>
            <source>last</source>
            <translation>마지막</translation>
        </message>
        <message>
            <source>lightly degraded, or not at all</source>
            <translation>거의 열화되지 않은</translation>
        </message>
        <message>
            <source>matrix</source>
            <translation>행렬</translation>
        </message>
        <message>
            <source>no network</source>
            <translation>신경망 없음</translation>
        </message>
        <message>
            <source>no window was done yet</source>
            <translation>아직 끝난 구간 없음</translation>
        </message>
        <message>
            <source>none</source>
            <translation>없음</translation>
        </message>
        <message>
            <source>paused</source>
            <translation>일시 정지</translation>
        </message>
        <message>
            <source>place %1 into the Manager's scripts once, then post %2 to its /api/v3/jobs</source>
            <translation>%1 파일을 Manager의 스크립트 폴더에 한 번 넣은 뒤, %2 내용을 /api/v3/jobs 주소로 POST하세요</translation>
        </message>
        <message>
            <source>premultiplied</source>
            <translation>미리 곱함</translation>
        </message>
        <message>
            <source>primaries</source>
            <translation>원색</translation>
        </message>
        <message>
            <source>queued</source>
            <translation>대기</translation>
        </message>
        <message>
            <source>range</source>
            <translation>범위</translation>
        </message>
        <message>
            <source>reading the reference video</source>
            <translation>참조 비디오 읽기</translation>
        </message>
        <message>
            <source>reading the reference video %1/%2</source>
            <translation>참조 비디오 읽기 %1/%2</translation>
        </message>
        <message>
            <source>running</source>
            <translation>실행 중</translation>
        </message>
        <message>
            <source>runs backwards</source>
            <translation>거꾸로 갑니다</translation>
        </message>
        <message>
            <source>sampling</source>
            <translation>샘플링</translation>
        </message>
        <message>
            <source>sampling %1/%2</source>
            <translation>샘플링 %1/%2</translation>
        </message>
        <message>
            <source>straight</source>
            <translation>스트레이트</translation>
        </message>
        <message>
            <source>strongly degraded</source>
            <translation>심하게 열화된</translation>
        </message>
        <message>
            <source>submit %1 through OpenCue's API: opencue.api.launchSpec(open('job.xml').read())</source>
            <translation>%1 파일을 OpenCue API로 제출하세요: opencue.api.launchSpec(open('job.xml').read())</translation>
        </message>
        <message>
            <source>the frames it uses were taken</source>
            <translation>쓰는 프레임을 가져왔고</translation>
        </message>
        <message>
            <source>top field first</source>
            <translation>위 필드 먼저</translation>
        </message>
        <message>
            <source>torch has no device '%1' here.</source>
            <translation>이 컴퓨터의 torch에 '%1' 장치가 없습니다.</translation>
        </message>
        <message>
            <source>transfer</source>
            <translation>전달 특성</translation>
        </message>
        <message>
            <source>uprez brings none.</source>
            <translation>uprez에는 들어 있지 않습니다.</translation>
        </message>
        <message>
            <source>uprez is not found.</source>
            <translation>uprez를 찾을 수 없습니다.</translation>
        </message>
        <message>
            <source>uprez met an error it did not foresee: %1</source>
            <translation>uprez에 예상하지 못한 오류가 생겼습니다: %1</translation>
        </message>
        <message>
            <source>uprez recognises %1.</source>
            <translation>uprez가 아는 것: %1.</translation>
        </message>
        <message>
            <source>uprez upscales flat pictures.</source>
            <translation>uprez는 평면 이미지를 업스케일합니다.</translation>
        </message>
        <message>
            <source>whole pictures</source>
            <translation>그림 전체</translation>
        </message>
    </context>
    <context>
        <name>SetupBar</name>
        <message>
            <source>Add a candidate</source>
            <translation>후보 추가</translation>
        </message>
        <message>
            <source>Add another model or setting to compare, up to four</source>
            <translation>비교할 모델이나 설정을 넷까지 추가합니다</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>취소</translation>
        </message>
        <message>
            <source>Candidate</source>
            <translation>후보</translation>
        </message>
        <message>
            <source>First and last frame of the preview; move the playhead to take others</source>
            <translation>미리보기의 첫 프레임과 마지막 프레임. 재생 위치를 옮기면 바뀝니다</translation>
        </message>
        <message>
            <source>Frames</source>
            <translation>프레임</translation>
        </message>
        <message>
            <source>Frames around the playhead that are previewed</source>
            <translation>재생 위치 둘레에서 미리 볼 프레임 수</translation>
        </message>
        <message>
            <source>Frames to preview</source>
            <translation>미리 볼 프레임</translation>
        </message>
        <message>
            <source>Make these frames of the region with every candidate ({key})</source>
            <translation>영역의 이 프레임들을 모든 후보로 만듭니다 ({key})</translation>
        </message>
        <message>
            <source>Nothing has changed since the last preview</source>
            <translation>마지막 미리보기 뒤로 바뀐 것이 없습니다</translation>
        </message>
        <message>
            <source>Preview</source>
            <translation>미리보기</translation>
        </message>
        <message>
            <source>Region</source>
            <translation>영역</translation>
        </message>
        <message>
            <source>Show the source, enlarged to the same size, beside the candidates</source>
            <translation>같은 크기로 확대한 원본을 후보 옆에 보입니다</translation>
        </message>
        <message>
            <source>Source</source>
            <translation>원본</translation>
        </message>
        <message>
            <source>Stop at once; pictures that are there stay ({key})</source>
            <translation>바로 멈춥니다. 만들어진 그림은 남습니다 ({key})</translation>
        </message>
    </context>
    <context>
        <name>ShortcutsHelp</name>
        <message>
            <source>Keyboard shortcuts</source>
            <translation>키보드 단축키</translation>
        </message>
    </context>
    <context>
        <name>SizeSection</name>
        <message>
            <source>A width and height of your own</source>
            <translation>직접 정한 너비와 높이</translation>
        </message>
        <message>
            <source>Choose scale</source>
            <translation>배율 선택</translation>
        </message>
        <message>
            <source>Choose size</source>
            <translation>크기 선택</translation>
        </message>
        <message>
            <source>Fit the picture into this size instead of stretching it</source>
            <translation>늘이지 않고 이 크기 안에 맞춥니다</translation>
        </message>
        <message>
            <source>Height in pixels</source>
            <translation>높이 (픽셀)</translation>
        </message>
        <message>
            <source>Keep shape</source>
            <translation>비율 유지</translation>
        </message>
        <message>
            <source>Keep the picture's shape</source>
            <translation>그림의 비율 유지</translation>
        </message>
        <message>
            <source>Output size</source>
            <translation>출력 크기</translation>
        </message>
        <message>
            <source>Own size</source>
            <translation>직접 정한 크기</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>크기</translation>
        </message>
        <message>
            <source>Size…</source>
            <translation>크기…</translation>
        </message>
        <message>
            <source>The model makes ×{}; resampling does the rest.</source>
            <translation>모델이 ×{}까지 만들고 나머지는 리샘플링합니다.</translation>
        </message>
        <message>
            <source>The picture is stretched to another shape.</source>
            <translation>그림의 비율이 달라집니다.</translation>
        </message>
        <message>
            <source>Width in pixels</source>
            <translation>너비 (픽셀)</translation>
        </message>
        <message>
            <source>{} times as wide and high</source>
            <translation>너비와 높이의 {}배</translation>
        </message>
        <message>
            <source>{} times as wide and high.</source>
            <translation>너비와 높이의 {}배입니다.</translation>
        </message>
        <message>
            <source>{} × {} becomes {} × {}.</source>
            <translation>{} × {} → {} × {}</translation>
        </message>
    </context>
    <context>
        <name>SourcePane</name>
        <message>
            <source>Enlarged by Lanczos to the same size</source>
            <translation>란초스로 같은 크기로 확대</translation>
        </message>
        <message>
            <source>Remove the source from the comparison</source>
            <translation>비교에서 원본 빼기</translation>
        </message>
        <message>
            <source>Shown with the first preview</source>
            <translation>첫 미리보기와 함께 보입니다</translation>
        </message>
        <message>
            <source>Source</source>
            <translation>원본</translation>
        </message>
        <message>
            <source>Wipe the source against a candidate</source>
            <translation>원본을 후보와 와이프로 비교</translation>
        </message>
    </context>
    <context>
        <name>SourceWords</name>
        <message>
            <source>1 frame</source>
            <translation>1프레임</translation>
        </message>
        <message>
            <source>Linear {}</source>
            <translation>선형 {}</translation>
        </message>
        <message>
            <source>Reading…</source>
            <translation>읽는 중…</translation>
        </message>
        <message>
            <source>a choice is needed</source>
            <translation>선택이 필요합니다</translation>
        </message>
        <message>
            <source>mono sound</source>
            <translation>모노 음성</translation>
        </message>
        <message>
            <source>no alpha</source>
            <translation>알파 없음</translation>
        </message>
        <message>
            <source>no sound</source>
            <translation>음성 없음</translation>
        </message>
        <message>
            <source>no tags</source>
            <translation>태그 없음</translation>
        </message>
        <message>
            <source>premultiplied alpha</source>
            <translation>미리 곱한 알파</translation>
        </message>
        <message>
            <source>stereo sound</source>
            <translation>스테레오 음성</translation>
        </message>
        <message>
            <source>straight alpha</source>
            <translation>스트레이트 알파</translation>
        </message>
        <message>
            <source>{} bits</source>
            <translation>{}비트</translation>
        </message>
        <message>
            <source>{} fps</source>
            <translation>{} fps</translation>
        </message>
        <message>
            <source>{} frames</source>
            <translation>{}프레임</translation>
        </message>
        <message>
            <source>{} of {}</source>
            <translation>{} / {}</translation>
        </message>
        <message>
            <source>{} sound tracks</source>
            <translation>음성 트랙 {}개</translation>
        </message>
        <message>
            <source>{}, assumed</source>
            <translation>{} (가정)</translation>
        </message>
        <message>
            <source>{}, being read</source>
            <translation>{}, 읽는 중</translation>
        </message>
        <message>
            <source>{}, varying</source>
            <translation>{}, 가변</translation>
        </message>
        <message>
            <source>{}, {}</source>
            <translation>{}, {}</translation>
        </message>
        <message>
            <source>{}-bit float</source>
            <translation>{}비트 부동소수</translation>
        </message>
        <message>
            <source>{}-channel sound</source>
            <translation>{}채널 음성</translation>
        </message>
    </context>
    <context>
        <name>SourcesView</name>
        <message>
            <source>1 clip</source>
            <translation>클립 1개</translation>
        </message>
        <message>
            <source>Add files</source>
            <translation>파일 추가</translation>
        </message>
        <message>
            <source>Add files…</source>
            <translation>파일 추가…</translation>
        </message>
        <message>
            <source>Add folder</source>
            <translation>폴더 추가</translation>
        </message>
        <message>
            <source>Add folder…</source>
            <translation>폴더 추가…</translation>
        </message>
        <message>
            <source>Reading {}…</source>
            <translation>{} 읽는 중…</translation>
        </message>
        <message>
            <source>Remove from the list</source>
            <translation>목록에서 빼기</translation>
        </message>
        <message>
            <source>Sources</source>
            <translation>소스</translation>
        </message>
        <message>
            <source>There is nothing to add in {}.</source>
            <translation>{}에는 추가할 것이 없습니다.</translation>
        </message>
        <message>
            <source>{} clips</source>
            <translation>클립 {}개</translation>
        </message>
        <message>
            <source>{} of {} clips in {} are not on this machine.</source>
            <translation>{2}의 클립 {1}개 중 {0}개가 이 컴퓨터에 없습니다.</translation>
        </message>
    </context>
    <context>
        <name>Stage</name>
        <message>
            <source>Close the edit</source>
            <translation>편집 닫기</translation>
        </message>
        <message>
            <source>Close the take</source>
            <translation>테이크 닫기</translation>
        </message>
        <message>
            <source>Edit</source>
            <translation>편집</translation>
        </message>
        <message>
            <source>Finish</source>
            <translation>마무리</translation>
        </message>
        <message>
            <source>Opening {title}…</source>
            <translation>{title} 여는 중…</translation>
        </message>
        <message>
            <source>Preview</source>
            <translation>미리보기</translation>
        </message>
        <message>
            <source>Reading the clip…</source>
            <translation>클립을 읽는 중…</translation>
        </message>
        <message>
            <source>Source</source>
            <translation>원본</translation>
        </message>
        <message>
            <source>Strength, grain and colour of a finished take, without running the model again</source>
            <translation>모델을 다시 실행하지 않고 완성된 테이크의 강도, 그레인, 색을 바꿉니다</translation>
        </message>
        <message>
            <source>Take</source>
            <translation>테이크</translation>
        </message>
        <message>
            <source>Viewer</source>
            <translation>뷰어</translation>
        </message>
        <message>
            <source>Viewer or preview</source>
            <translation>뷰어 또는 미리보기</translation>
        </message>
    </context>
    <context>
        <name>TakeFinish</name>
        <message>
            <source>New finish</source>
            <translation>새 마무리</translation>
        </message>
    </context>
    <context>
        <name>Viewer</name>
        <message>
            <source>Choose a clip to see it here.</source>
            <translation>클립을 고르면 여기에 보입니다.</translation>
        </message>
        <message>
            <source>Difference × 8</source>
            <translation>차이 × 8</translation>
        </message>
        <message>
            <source>Frame {number} could not be read</source>
            <translation>{number}프레임을 읽지 못했습니다</translation>
        </message>
        <message>
            <source>It has frames {first} to {last}.</source>
            <translation>{first}–{last}프레임이 있습니다.</translation>
        </message>
        <message>
            <source>Loading frame {number}</source>
            <translation>{number}프레임을 불러오는 중</translation>
        </message>
        <message>
            <source>No picture</source>
            <translation>그림 없음</translation>
        </message>
        <message>
            <source>Press R to read it again.</source>
            <translation>R을 누르면 다시 읽습니다.</translation>
        </message>
        <message>
            <source>Viewer</source>
            <translation>뷰어</translation>
        </message>
        <message>
            <source>{title} has no frame {number}</source>
            <translation>{title}에 {number}프레임이 없습니다</translation>
        </message>
    </context>
    <context>
        <name>ViewerActions</name>
        <message>
            <source>Alpha only</source>
            <translation>알파만</translation>
        </message>
        <message>
            <source>Blue only</source>
            <translation>파랑만</translation>
        </message>
        <message>
            <source>Brightness only</source>
            <translation>밝기만</translation>
        </message>
        <message>
            <source>Comparing</source>
            <translation>비교</translation>
        </message>
        <message>
            <source>Difference of A and B, times eight</source>
            <translation>A와 B의 차이, 여덟 배</translation>
        </message>
        <message>
            <source>Display</source>
            <translation>디스플레이</translation>
        </message>
        <message>
            <source>Draw a region</source>
            <translation>영역 그리기</translation>
        </message>
        <message>
            <source>Exposure and gamma as they were</source>
            <translation>노출과 감마 처음으로</translation>
        </message>
        <message>
            <source>First frame</source>
            <translation>첫 프레임</translation>
        </message>
        <message>
            <source>Fit the picture in</source>
            <translation>그림 맞춤</translation>
        </message>
        <message>
            <source>Flip between A and B</source>
            <translation>A와 B 번갈아 보기</translation>
        </message>
        <message>
            <source>Four times as large</source>
            <translation>네 배로</translation>
        </message>
        <message>
            <source>Green only</source>
            <translation>초록만</translation>
        </message>
        <message>
            <source>Half a stop brighter</source>
            <translation>반 스톱 밝게</translation>
        </message>
        <message>
            <source>Half a stop darker</source>
            <translation>반 스톱 어둡게</translation>
        </message>
        <message>
            <source>Half as large</source>
            <translation>절반으로</translation>
        </message>
        <message>
            <source>Last frame</source>
            <translation>마지막 프레임</translation>
        </message>
        <message>
            <source>Look further down</source>
            <translation>더 아래 보기</translation>
        </message>
        <message>
            <source>Look further left</source>
            <translation>더 왼쪽 보기</translation>
        </message>
        <message>
            <source>Look further right</source>
            <translation>더 오른쪽 보기</translation>
        </message>
        <message>
            <source>Look further up</source>
            <translation>더 위 보기</translation>
        </message>
        <message>
            <source>Next frame</source>
            <translation>다음 프레임</translation>
        </message>
        <message>
            <source>One pixel for each pixel</source>
            <translation>픽셀 대 픽셀</translation>
        </message>
        <message>
            <source>Play backwards, again: faster</source>
            <translation>거꾸로 재생, 다시 누르면 빠르게</translation>
        </message>
        <message>
            <source>Play forwards, again: faster</source>
            <translation>앞으로 재생, 다시 누르면 빠르게</translation>
        </message>
        <message>
            <source>Play in a loop</source>
            <translation>반복 재생</translation>
        </message>
        <message>
            <source>Play or stop</source>
            <translation>재생 또는 정지</translation>
        </message>
        <message>
            <source>Playing</source>
            <translation>재생</translation>
        </message>
        <message>
            <source>Previous frame</source>
            <translation>이전 프레임</translation>
        </message>
        <message>
            <source>Read again what could not be read</source>
            <translation>읽지 못한 것 다시 읽기</translation>
        </message>
        <message>
            <source>Red only</source>
            <translation>빨강만</translation>
        </message>
        <message>
            <source>Show A</source>
            <translation>A 보기</translation>
        </message>
        <message>
            <source>Show B</source>
            <translation>B 보기</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>정지</translation>
        </message>
        <message>
            <source>Take the whole picture</source>
            <translation>그림 전체 쓰기</translation>
        </message>
        <message>
            <source>Ten frames back</source>
            <translation>열 프레임 뒤로</translation>
        </message>
        <message>
            <source>Ten frames on</source>
            <translation>열 프레임 앞으로</translation>
        </message>
        <message>
            <source>Twice as large</source>
            <translation>두 배로</translation>
        </message>
        <message>
            <source>Wipe between A and B</source>
            <translation>A와 B 와이프</translation>
        </message>
        <message>
            <source>Wipe to the left</source>
            <translation>와이프 왼쪽으로</translation>
        </message>
        <message>
            <source>Wipe to the right</source>
            <translation>와이프 오른쪽으로</translation>
        </message>
        <message>
            <source>Zoom and place</source>
            <translation>확대와 위치</translation>
        </message>
        <message>
            <source>Zoom in</source>
            <translation>확대</translation>
        </message>
        <message>
            <source>Zoom out</source>
            <translation>축소</translation>
        </message>
    </context>
    <context>
        <name>ViewerBar</name>
        <message>
            <source>Frame</source>
            <translation>프레임</translation>
        </message>
        <message>
            <source>Time from frame 0, and frames a second</source>
            <translation>0프레임부터의 시간과 초당 프레임 수</translation>
        </message>
        <message>
            <source>Viewer controls</source>
            <translation>뷰어 조작</translation>
        </message>
    </context>
    <context>
        <name>WipeView</name>
        <message>
            <source>Left</source>
            <translation>왼쪽</translation>
        </message>
        <message>
            <source>Picture A</source>
            <translation>그림 A</translation>
        </message>
        <message>
            <source>Picture B</source>
            <translation>그림 B</translation>
        </message>
        <message>
            <source>Right</source>
            <translation>오른쪽</translation>
        </message>
        <message>
            <source>Show all candidates again ({key})</source>
            <translation>모든 후보 다시 보기 ({key})</translation>
        </message>
        <message>
            <source>Side by side</source>
            <translation>나란히</translation>
        </message>
        <message>
            <source>Swap A and B</source>
            <translation>A와 B 바꾸기</translation>
        </message>
    </context>
    <context>
        <name>Workbench</name>
        <message>
            <source>Add a clip first.</source>
            <translation>먼저 클립을 추가하세요.</translation>
        </message>
        <message>
            <source>Add to queue</source>
            <translation>대기열에 추가</translation>
        </message>
        <message>
            <source>Open jobs</source>
            <translation>작업 열기</translation>
        </message>
        <message>
            <source>Preview</source>
            <translation>미리보기</translation>
        </message>
        <message>
            <source>Queue the chosen clips with this recipe</source>
            <translation>선택한 클립을 이 레시피로 대기열에 넣습니다</translation>
        </message>
        <message>
            <source>Send the chosen clips to a render farm</source>
            <translation>고른 클립을 렌더 팜으로 보냅니다</translation>
        </message>
        <message>
            <source>Send to farm…</source>
            <translation>팜으로 보내기…</translation>
        </message>
        <message>
            <source>Try the recipe on a few frames of the selected clip</source>
            <translation>선택한 클립의 몇 프레임에 레시피를 시험합니다</translation>
        </message>
        <message>
            <source>{title} is finished.</source>
            <translation>{title} 작업이 끝났습니다.</translation>
        </message>
    </context>
    <context>
        <name>ZoomBox</name>
        <message>
            <source>Fit</source>
            <translation>맞춤</translation>
        </message>
        <message>
            <source>Zoom</source>
            <translation>확대</translation>
        </message>
        <message>
            <source>Zoom: screen pixels for each pixel of the larger picture</source>
            <translation>확대: 더 큰 그림의 픽셀 하나에 대한 화면 픽셀 수</translation>
        </message>
    </context>
    <context>
        <name>_Licence</name>
        <message>
            <source>Licence notice</source>
            <translation>라이선스 고지</translation>
        </message>
        <message>
            <source>Licence: {}</source>
            <translation>라이선스: {}</translation>
        </message>
        <message>
            <source>Read the licence notice</source>
            <translation>라이선스 고지 읽기</translation>
        </message>
    </context>
</TS>
