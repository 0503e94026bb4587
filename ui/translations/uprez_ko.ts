<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko" sourcelanguage="en">
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
            <source>A clip to follow</source>
            <translation>따라갈 클립</translation>
        </message>
        <message>
            <source>Choose a reference video</source>
            <translation>참조 영상 선택</translation>
        </message>
        <message>
            <source>Conditions</source>
            <translation>조건</translation>
        </message>
        <message>
            <source>Edit prompt</source>
            <translation>편집 프롬프트</translation>
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
        <message>
            <source>What to change</source>
            <translation>바꿀 것</translation>
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
            <source>Movies, folders of frames, or a timeline: OTIO, FCPXML, EDL, AAF</source>
            <translation>영상, 프레임 폴더, 또는 타임라인: OTIO, FCPXML, EDL, AAF</translation>
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
        <name>FinishControls</name>
        <message>
            <source>As it was</source>
            <translation>처음대로</translation>
        </message>
        <message>
            <source>Draw the region</source>
            <translation>영역 그리기</translation>
        </message>
        <message>
            <source>Draw the region in the picture</source>
            <translation>그림 위에 영역 그리기</translation>
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
            <source>A file of weights: .safetensors, .pth or .onnx</source>
            <translation>가중치 파일: .safetensors, .pth 또는 .onnx</translation>
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
            <source>Frames that are worked on together</source>
            <translation>함께 처리하는 프레임 수</translation>
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
            <source>Side of a tile in source pixels; planned from free memory unless it is given</source>
            <translation>타일 한 변의 원본 픽셀 수. 정하지 않으면 빈 메모리에 맞춰 계획합니다</translation>
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
            <source>Draw the region</source>
            <translation>영역 그리기</translation>
        </message>
        <message>
            <source>Draw the region in the picture</source>
            <translation>그림 위에 영역 그리기</translation>
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
            <source>Close the take</source>
            <translation>테이크 닫기</translation>
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
